# What `make bench` builds.
BENCH_BIN += $(O)/tests/bench/bench_assess $(O)/tests/bench/bare $(O)/tests/bench/first

$(O)/tests/bench/bench_assess: $(O)/tests/bench/bench_assess.o $(LIB_plan)
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -pthread -o $@ $< $(LIB_plan) -lm

$(O)/tests/bench/bare: $(O)/tests/bench/bare.o
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(SYS_app) -lcurl

$(O)/tests/bench/first: $(O)/tests/bench/first.o
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< -lutil
BENCH_BIN += $(O)/tests/bench/bench_feeds

$(O)/tests/bench/bench_feeds: $(O)/tests/bench/bench_feeds.o $(LIB_net)
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -pthread -o $@ $< -Wl,--start-group $(LIB_net) -Wl,--end-group $(SYS_net)

BENCH_BIN += $(O)/tests/bench/plain
$(O)/tests/bench/plain: $(O)/tests/bench/plain.o
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -o $@ $< -lncursesw -ltinfo
