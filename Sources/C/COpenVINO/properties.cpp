#include <sstream>

#include "internal.hpp"

namespace {

std::string in_quotes(const std::string &text) {
    std::string out = "\"";
    for (const unsigned char c : text) {
        char escape[8];
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c < 0x20) {
            std::snprintf(escape, sizeof escape, "\\u%04x", c);
            out += escape;
        } else {
            out += static_cast<char>(c);
        }
    }
    return out + "\"";
}

template <typename Values>
std::string listed(const Values &values, const char *mark) {
    std::string out;
    for (const auto &value : values) {
        std::ostringstream text;
        text << value;
        out += (out.empty() ? "" : ", ") + (mark + text.str() + mark);
    }
    return out;
}

// The first of the types that the value has, as `name` and OpenVINO's own word for the value: how Python prints its enumerations.
template <typename Type>
bool print_enum(const ov::Any &value, const char *name, std::string &out) {
    if (!value.is<Type>()) return false;
    out = value.as<std::string>();
    for (char &c : out) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    out = name + ("." + out);
    return true;
}

// Numbers and flags as they are; all else in a string, as Python prints it.
std::string written(const ov::Any &value) {
    if (value.is<bool>()) return value.as<bool>() ? "true" : "false";
    if (value.is<std::string>()) return in_quotes(value.as<std::string>());
    if (value.is<int32_t>() || value.is<uint32_t>() || value.is<int64_t>() || value.is<uint64_t>()) return value.as<std::string>();
    if (value.is<ov::streams::Num>()) return std::to_string(value.as<ov::streams::Num>().num);
    if (value.is<float>() || value.is<double>()) {
        const double number = value.is<float>() ? value.as<float>() : value.as<double>();
        std::ostringstream text;
        text << number;
        const bool is_whole = text.str().find_first_of(".en") == std::string::npos;
        return text.str() + (is_whole ? ".0" : "");
    }
    if (value.is<ov::element::Type>()) return in_quotes("<Type: '" + value.as<ov::element::Type>().c_type_string() + "'>");
    if (value.is<std::vector<std::string>>()) return in_quotes("[" + listed(value.as<std::vector<std::string>>(), "'") + "]");
    if (value.is<std::tuple<unsigned, unsigned>>()) {
        const auto range = value.as<std::tuple<unsigned, unsigned>>();
        return in_quotes("(" + std::to_string(std::get<0>(range)) + ", " + std::to_string(std::get<1>(range)) + ")");
    }
    if (value.is<std::tuple<unsigned, unsigned, unsigned>>()) {
        const auto range = value.as<std::tuple<unsigned, unsigned, unsigned>>();
        return in_quotes("(" + std::to_string(std::get<0>(range)) + ", " + std::to_string(std::get<1>(range)) + ", " +
                      std::to_string(std::get<2>(range)) + ")");
    }
    std::string out;
    if (print_enum<ov::hint::PerformanceMode>(value, "PerformanceMode", out) ||
        print_enum<ov::hint::ExecutionMode>(value, "ExecutionMode", out) ||
        print_enum<ov::hint::SchedulingCoreType>(value, "SchedulingCoreType", out) ||
        print_enum<ov::hint::Priority>(value, "Priority", out) || print_enum<ov::device::Type>(value, "Type", out))
        return in_quotes(out);
    return in_quotes(value.as<std::string>());
}

}  // namespace

dz_status dz_core_property_json(dz_core *core, const char *device, const char *key, char **out) {
    return dz::guarded([&] {
        *out = dz::copy_text(written(core->core.get_property(device, key)));
        return DZ_OK;
    });
}

dz_status dz_core_property_names(dz_core *core, const char *device, char **out) {
    return dz::guarded([&] {
        std::string names;
        for (const auto &name : core->core.get_property(device, ov::supported_properties))
            names += (names.empty() ? "" : "\n") + name;
        *out = dz::copy_text(names);
        return DZ_OK;
    });
}
