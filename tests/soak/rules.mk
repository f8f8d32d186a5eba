# Long runs, not part of `make check`: ONLY=kill make soak runs one of them; sizes by environment variables, named in each.
.PHONY: soak
soak: $(O)/pillars
	@PILLARS=$(CURDIR)/$(O)/pillars TEST_SECONDS=$${TEST_SECONDS:-3600} SHOW=1 sh tests/run.sh \
		$(filter-out %/common.py,$(sort $(wildcard tests/soak/*.py)))
