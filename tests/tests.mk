# tests.mk -- every test of the house. Included by the Makefile; `make check` runs them all and ends with one line of counts.
#
# A unit test is tests/<folder>/test_<name>.c and links only the archives at or below its layer: the linker keeps the
# arrows downward. The layer is found in TEST_LAYER_<name>; the default is plan.

UNIT := $(sort $(wildcard tests/unit/test_*.c tests/formats/test_*.c tests/screens/test_*.c tests/server/test_*.c))
UNIT_NAMES := $(notdir $(UNIT:.c=))

-include $(sort $(wildcard tests/*/layers.mk))

define unit_rules
$(O)/$(1:.c=): $(O)/$(1:.c=.o) $(TEST_SUPPORT_OBJ) $(LIB_$(or $(LAYER_$(notdir $(1:.c=))),plan))
	$$(call say,LD)
	$$(Q)$$(CC) $$(LDFLAGS) -pthread -o $$@ $$< $(TEST_SUPPORT_OBJ) -Wl,--start-group $(LIB_$(or $(LAYER_$(notdir $(1:.c=))),plan)) -Wl,--end-group \
		$(SYS_$(or $(LAYER_$(notdir $(1:.c=))),plan)) -lcmocka
endef
$(foreach t,$(UNIT),$(eval $(call unit_rules,$(t))))

UNIT_BIN := $(patsubst %.c,$(O)/%,$(UNIT))
SCRIPTS := $(sort $(wildcard tests/*/check_*.sh tests/*/check_*.py))

.PHONY: check check-build
check-build: $(O)/pillars $(UNIT_BIN)
check: ensure-check
	@$(MAKE) --no-print-directory check-build
	@$(MAKE) --no-print-directory build/pillars
	@CC='$(CC)' SAN='$(SAN)' PILLARS=$(CURDIR)/$(O)/pillars sh tests/run.sh $(UNIT_BIN) $(SCRIPTS)

-include tests/bench/rules.mk tests/fuzz/rules.mk tests/soak/rules.mk

.PHONY: bench
bench: $(O)/pillars build/pillars $(BENCH_BIN)
	@PILLARS=$(CURDIR)/$(O)/pillars BENCH_DIR=$(CURDIR)/$(O)/tests/bench sh tests/bench/run.sh
