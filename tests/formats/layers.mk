LAYER_test_scan := format
LAYER_test_address := format
LAYER_test_document := format
LAYER_test_check := format
