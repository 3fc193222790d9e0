using System.Text.Json.Serialization;

namespace Descent.Training;

/// <summary>In what order images and convolution weights lie in memory. It changes speed and rounding; shapes, names and files are the same.</summary>
public enum Layout
{
    /// <summary>The faster one of this network on this machine, measured before a run of 500 steps or more and remembered; nchw for a shorter.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>Channels before rows and columns, as shapes say it.</summary>
    [JsonStringEnumMemberName("nchw")]
    Nchw,

    /// <summary>Channels last.</summary>
    [JsonStringEnumMemberName("nhwc")]
    Nhwc,
}
