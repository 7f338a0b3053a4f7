// OpenVINO
