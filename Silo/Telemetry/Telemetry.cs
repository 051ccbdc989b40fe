using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OrleansUsers.Silo;

/// <summary>What a process tells of itself: metrics for whoever reads them, and all of it by OTLP where a collector is set.</summary>
internal static class Telemetry
{
    private const string MeterName = "OrleansUsers";
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // The frameworks count by themselves; packages that do it for them would only do it again.
    private static readonly string[] Meters =
    [
        MeterName, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime",
    ];

    private static readonly string[] Traces = ["Microsoft.AspNetCore", "Microsoft.Orleans.*", "Npgsql"];

    public static IHostApplicationBuilder AddTelemetry(this IHostApplicationBuilder builder, SettingsReader reader)
    {
        builder.Services.AddSingleton(services => services.GetRequiredService<IMeterFactory>().Create(MeterName));
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(process => process.AddService(reader.Text("OTEL_SERVICE_NAME") ?? "orleans-users"))
            .WithMetrics(metrics => metrics.AddMeter(Meters));
        // Empty is off, as everywhere in OpenTelemetry.
        if (reader.Text(Collector) is not { } address)
            return builder;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            reader.Refuse(Collector, "it is not an address as http://localhost:4317.");
            return builder;
        }

        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter()).WithTracing(traces => traces.AddSource(Traces).AddOtlpExporter());
        // Only now, since it stands in the way of every grain call.
        builder.UseOrleans(silo => silo.AddActivityPropagation());
        return builder;
    }
}
