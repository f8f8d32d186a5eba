LAYER_test_base := base
LAYER_test_figure := views
LAYER_test_archive := net
