using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace AdmissionGuard.Webhook.Hosting;

/// <summary>How the log is written: one JSON object for each event in a container, a line for people on a terminal.</summary>
internal static class LogSetup
{
    /// <summary>Makes the log.</summary>
    /// <param name="isJson">Whether it is JSON.</param>
    /// <param name="level">The least that is logged.</param>
    public static ILoggerFactory Create(bool isJson, LogLevel level) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(level);

        // What the framework has to say at Information is about itself.
        logging.AddFilter("Microsoft", level > LogLevel.Warning ? level : LogLevel.Warning);
        if (isJson)
        {
            // Quotes of names stay readable: nobody shows these lines on a web page.
            logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat, json.JsonWriterOptions) =
                (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        }
        else
        {
            logging.AddSimpleConsole(simple =>
                (simple.SingleLine, simple.TimestampFormat, simple.ColorBehavior) = (true, "HH:mm:ss ", LoggerColorBehavior.Default));
        }
    });
}
