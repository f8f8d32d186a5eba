LAYER_test_views := app
