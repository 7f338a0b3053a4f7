#include <openvino/openvino.hpp>
extern "C" int dz_probe() { return (int)ov::Core().get_available_devices().size(); }
