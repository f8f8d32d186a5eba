LAYER_test_sharing := net
LAYER_test_store := net
