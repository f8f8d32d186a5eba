LAYER_test_base := base
LAYER_test_figure := views
LAYER_test_archive := net
# What check_assess_oracle.py drives.
check-build: $(O)/tests/unit/assess_driver
$(O)/tests/unit/assess_driver: $(O)/tests/unit/assess_driver.o $(LIB_plan)
	$(call say,LD)
	$(Q)$(CC) $(LDFLAGS) -pthread -o $@ $< $(LIB_plan) $(SYS_plan)
LAYER_test_config := app
LAYER_test_options := app
LAYER_test_schedule := net
LAYER_test_handle := app
LAYER_test_kiosk := app
LAYER_test_answers := screen
LAYER_test_frame := screen
LAYER_test_theme := screen
