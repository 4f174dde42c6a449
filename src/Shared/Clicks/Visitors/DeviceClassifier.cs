using System.Buffers;

namespace Smartlinks.Clicks;

/// <summary>
/// Device class by the words in a User-Agent. An iPad that asks for desktop pages (its default since iPadOS 13) says it is a
/// Macintosh and is counted as one: nothing in the request tells them apart.
/// </summary>
public static class DeviceClassifier
{
    // In this order: a television often names Android or Linux too, a tablet often says Mobile.
    private static readonly (DeviceClass Device, SearchValues<string> Words)[] s_words =
    [
        (DeviceClass.Console, Words("PlayStation", "Xbox", "Nintendo")),
        (DeviceClass.Tv, Words("SmartTV", "SMART-TV", "Smart TV", "GoogleTV", "Google TV", "Android TV", "AppleTV", "Apple TV", "HbbTV", "BRAVIA", "Roku", "CrKey",
            "Web0S", "NetCast", "AFTS", "AFTM", "AFTT", "AFTB", "AFTN", "AFTKA", "AFTMM", "MiTV", "MiBOX", "; SMART_TV", "Tizen/TV")),
        (DeviceClass.Speaker, Words("Sonos", "AlexaMediaPlayer", "HomePod", "AudioOS", "Google-Home", "Harman/Kardon")),
        (DeviceClass.Tablet, Words("iPad", "Tablet", "Kindle", "PlayBook", "Silk/", "SM-T", "Nexus 7", "Nexus 9", "Nexus 10")),
        (DeviceClass.Phone, Words("iPhone", "iPod", "Windows Phone", "Mobile", "Opera Mini", "BlackBerry", "BB10", "KAIOS")),
        // Android that does not say Mobile is a tablet, as its makers agreed.
        (DeviceClass.Tablet, Words("Android")),
        (DeviceClass.Desktop, Words("Windows NT", "Macintosh", "X11", "CrOS", "Linux")),
    ];

    public static DeviceClass Classify(ReadOnlySpan<char> userAgent)
    {
        foreach (var (device, words) in s_words)
        {
            if (userAgent.ContainsAny(words))
                return device;
        }
        return DeviceClass.Unknown;
    }

    private static SearchValues<string> Words(params ReadOnlySpan<string> words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}
