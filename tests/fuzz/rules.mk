# Fuzzing with clang's libFuzzer: `make fuzz` runs every tests/fuzz/fuzz_*.c for FUZZ_SECONDS, from the small documents of
# tests/formats/data. What it finds stays in build/fuzz as crash-*; what it learned in build/fuzz/NAME.
FUZZ_SECONDS ?= 60
FUZZ_CC ?= clang
FUZZ := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_FLAGS := -std=c17 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer $(WARN) $(CPPFLAGS)
FUZZ_SRC := $(SRC_base) $(SRC_plan) $(SRC_format)

build/fuzz/bin_%: tests/fuzz/%.c $(FUZZ_SRC) $(wildcard feeds/base/*.h feeds/plan/*.h feeds/format/*.h)
	@mkdir -p $(@D)
	$(call say,FUZZ)
	$(Q)$(FUZZ_CC) $(filter-out -Wno-format-truncation,$(FUZZ_FLAGS)) -o $@ $< $(FUZZ_SRC) -lcjson -lm

# Random keys and clicks in every view, many more than `make check` takes, with sanitizers.
FUZZ_KEYS ?= 10000

.PHONY: fuzz fuzz-keys $(FUZZ)
fuzz: $(FUZZ) fuzz-keys
fuzz-keys:
	@TEST_SECONDS=3600 KEYS=$(FUZZ_KEYS) $(MAKE) --no-print-directory check SAN=address,undefined ONLY=test_random
$(FUZZ): %: build/fuzz/bin_%
	@mkdir -p build/fuzz/$@
	build/fuzz/bin_$@ -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 -max_len=16384 \
		-print_final_stats=1 -dict=tests/fuzz/json.dict -artifact_prefix=build/fuzz/crash- \
		build/fuzz/$@ tests/formats/data
