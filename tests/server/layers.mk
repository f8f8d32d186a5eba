LAYER_test_sharing := net
