# What `make bench` builds.
BENCH_BIN += $(O)/tests/bench/bench_assess $(O)/tests/bench/bare

$(O)/tests/bench/bench_assess: $(O)/tests/bench/bench_assess.o $(LIB_plan)
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -pthread -o $@ $< $(LIB_plan) -lm

$(O)/tests/bench/bare: $(O)/tests/bench/bare.o
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(SYS_app)
