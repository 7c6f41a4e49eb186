"""Reports about the specification itself: the audit of a published page, the annotated specification, the register of rulings."""
