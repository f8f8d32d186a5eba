LAYER_test_views := app
LAYER_test_wall := app
LAYER_test_widgets := widgets
LAYER_test_random := app
LAYER_test_sizes := app
