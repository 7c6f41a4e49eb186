# For newcomers: `make certify` and `make test` do all the set-up themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LAWS = $(shell grep --recursive --files-with-matches --include='test_*.py' 'from hypothesis import' tests)
PACKAGES := $(shell find src/mapi_tck features steps adapters reports -type d -not -name __pycache__)

COMPAT := $(VENV)/compat

.PHONY: certify test quick lint types mypy pyright tests laws unusual fuzz kills compat lab lab-kills bench bench-long mutation damage windows-lab \
  xp-loader xp-lab client-lab mail-lab first-screens corpus docs places topic manglings pictures editor site clean

## Certify the kit's own reference subsystem, and print where the report is.
certify: $(VENV)/installed
	$(BIN)/mapi-tck run reference --declaration examples/reference.toml

## Linters, type checks, all tests. A test that needs a missing tool is skipped, and says so.
test: $(VENV)/installed-dev
	$(MAKE) --no-print-directory --jobs 2 --output-sync types lint $(COMPAT)/installed
	$(MAKE) --no-print-directory tests

## What to run after each change: linters, and the tests that take no time. `tests/conftest.py` says which do.
quick: lint
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

lint: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mapi-tck lint

types: mypy pyright

mypy pyright: $(VENV)/installed-dev
	$(BIN)/$@

# More processes than two cores can keep busy: many tests wait for programs in real time.
tests: $(VENV)/installed-dev $(COMPAT)/installed
	$(BIN)/python -m pytest -n 5 --dist worksteal

## Look at the first screen of the report of each wrong implementation, in Chromium. `make test` looks at one in eight.
first-screens: $(VENV)/installed-dev
	MAPI_TCK_EVERY_FAULT=1 $(BIN)/python -m pytest tests/reports/test_browser_first_screen.py

## Try the laws of the tests with other examples each time. `make test` always tries the same ones.
laws: $(VENV)/installed-dev
	MAPI_TCK_RANDOM_LAWS=1 $(BIN)/python -m pytest -n 2 --dist worksteal $(LAWS)

## Run each correct but unusual implementation with all cases of all laws; `make test` tries some cases of each.
unusual: $(VENV)/installed
	$(BIN)/mapi-tck selftest --unusual

## Try hostile inputs for so many minutes: make fuzz MINUTES=10.
MINUTES ?= 5
fuzz: $(VENV)/installed-dev
	$(BIN)/python -m fuzz --minutes $(MINUTES)

## Kill so many runs at random moments, and look at what is left: make kills KILLS=200.
KILLS ?= 24
kills: $(VENV)/installed-dev
	$(BIN)/python -m fuzz.kills --kills $(KILLS)

## Run the pytest plugin beside popular plugins of others: each in each way to use pytest, and each two together.
compat: $(VENV)/installed-dev $(COMPAT)/installed
	$(BIN)/python -m compat

# The plugins of others have an environment of their own, so that no other test sees them. So has each other interpreter.
$(COMPAT)/installed: $(VENV)/installed-dev compat/plugins.toml
	$(BIN)/python -m compat --prepare
	touch $@

## Measure what the kit costs, as ratios within one run. Writes docs/performance.md.
bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks

## Measure what takes minutes: self-test, suite, long records, memory. Writes docs/performance.md.
bench-long: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks --long

## Change the reference in one place at a time, and have the features judge each change. This shows how much they detect.
mutation: $(VENV)/installed-dev
	$(BIN)/python -m mutation

## Change bytes of a certification package, and list each change that a reader does not find. PACKAGE is its folder.
damage: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.damage $(PACKAGE)

## Run the kit with CPython for Windows on Wine, and certify a DLL there through pywin32 (docs/windows.md, docs/outlook.md).
windows-lab: $(VENV)/installed-dev
	.ci/windows-lab

## Run both transports over real mail servers with all scenarios, and kill servers (docs/mail-servers.md).
mail-lab: $(VENV)/installed
	.ci/mail-lab

## Build the program that loads a transport provider DLL of Windows (docs/certify-a-provider-dll.md).
xp-loader:
	$(MAKE) -C adapters/xp_dll/loader

## Certify a transport provider DLL on Wine, right and with each of its mistakes.
xp-lab: $(VENV)/installed
	.ci/xp-lab

## Certify two clients for Windows on Wine, right and with each of their mistakes (docs/certify-a-client.md).
client-lab: $(VENV)/installed
	.ci/client-lab

## Certify everything that can be certified here, and print one matrix: make lab LAB=--all, or LAB="c-client node-transport".
# Scripts in .ci have another meaning for LAB.
lab: $(VENV)/installed-dev
	env -u LAB $(BIN)/python -m lab $(LAB)

## Kill runs of them in the middle, and look at what is left: make lab-kills LAB="java-transport xp-dll".
lab-kills: $(VENV)/installed-dev
	env -u LAB $(BIN)/python -m lab.kills $(LAB)

## Choose the cases again that every usual run tries for each law.
corpus: $(VENV)/installed-dev
	$(BIN)/python -m corpus

## Write the generated pages of docs/ again.
docs: $(VENV)/installed
	$(BIN)/python -m docs

# A new module needs a new installation (docs/decisions), so this depends on the folders.
$(VENV)/installed: pyproject.toml setup.cfg $(PACKAGES)
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	touch $@

## Read the headings of the published pages again. PAGES is the folder of the pages. Writes features/places.toml.
places: $(VENV)/installed
	$(BIN)/python -m docs.places $(PAGES)

## Read names and digests of sentences of the published page again. PAGE is the page. Writes features/topic.
topic: $(VENV)/installed-dev
	$(BIN)/python -m docs.topic $(PAGE)

## Mangle the published page in ten thousand ways, and count what its audit finds. PAGE is the page with its English text.
manglings: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.manglings $(PAGE)

## Take the pictures of README and docs/ again, from real runs, in Chromium.
pictures: $(VENV)/installed-dev
	$(BIN)/python -m docs.pictures

## Try the settings for editors with Cucumber's language server, from npm.
SERVER := $(VENV)/language-server
editor: $(VENV)/installed $(SERVER)/installed
	$(BIN)/python -m docs.language_server $(SERVER)/bin/cucumber-language-server

# The server finds its parsers only in a folder of its own, as a global installation has it.
$(SERVER)/installed:
	npm install --silent --no-fund --no-audit --global --prefix $(SERVER) @cucumber/language-server@1.7.0
	touch $@

## Make a site of the documents, with search: build/site. A broken link is an error.
site: $(VENV)/installed-dev
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going -c docs/site -b html . build/site

clean:
	rm -rf $(VENV) build mapi-tck-run
	$(MAKE) -C examples/c_provider clean
	$(MAKE) -C examples/c_transport clean
	$(MAKE) -C examples/com_client clean
	$(MAKE) -C examples/com_provider clean
	$(MAKE) -C examples/xp_dll clean
	$(MAKE) -C adapters/native/dll clean
	$(MAKE) -C adapters/xp_dll/loader clean
