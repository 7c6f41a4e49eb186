# How the examples in C are built. A Makefile that includes this has set PROGRAM, the file to make.

CC ?= cc
PKG_CONFIG ?= pkg-config
CJSON_CFLAGS := $(shell $(PKG_CONFIG) --cflags libcjson 2>/dev/null || echo -I/usr/include/cjson)
CJSON_LIBS := $(shell $(PKG_CONFIG) --libs libcjson 2>/dev/null || echo -lcjson)

COMMON := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
CFLAGS = -std=c11 -Wall -Wextra -Wpedantic -Werror -O2
ALL_CPPFLAGS = -D_POSIX_C_SOURCE=200809L -I$(COMMON) -I. $(CJSON_CFLAGS) $(CPPFLAGS)
SANITIZERS = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g

SOURCES := $(sort $(wildcard *.c) $(notdir $(wildcard $(COMMON)/*.c)))
OBJECTS := $(SOURCES:%.c=build/%.o)
SANITIZED := $(SOURCES:%.c=build/sanitize/%.o)

vpath %.c . $(COMMON)

.PHONY: all sanitize clean

all: $(PROGRAM)

# The same program with AddressSanitizer and UndefinedBehaviorSanitizer.
sanitize: $(PROGRAM)_sanitize

$(PROGRAM): $(OBJECTS)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(CJSON_LIBS)

$(PROGRAM)_sanitize: $(SANITIZED)
	$(CC) $(CFLAGS) $(SANITIZERS) $(LDFLAGS) -o $@ $^ $(CJSON_LIBS)

build/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

build/sanitize/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(CFLAGS) $(SANITIZERS) -MMD -MP -c -o $@ $<

clean:
	rm -rf build $(PROGRAM) $(PROGRAM)_sanitize

-include $(OBJECTS:.o=.d) $(SANITIZED:.o=.d)
