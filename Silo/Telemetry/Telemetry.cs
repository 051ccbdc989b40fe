using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace OrleansUsers.Silo;

/// <summary>Adds metrics. Where a collector is set, they are sent to it by OTLP, together with traces.</summary>
internal static class Telemetry
{
    private const string MeterName = "OrleansUsers";
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // A trial write of the store each time.
    private static readonly TimeSpan HealthPeriod = TimeSpan.FromSeconds(10);

    // The frameworks measure themselves. Instrumentation packages would only measure the same again.
    private static readonly string[] Meters =
    [
        MeterName, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime",
    ];

    private static readonly string[] Traces = ["Microsoft.AspNetCore", "Microsoft.Orleans.*", "Npgsql"];

    public static IHostApplicationBuilder AddTelemetry(this IHostApplicationBuilder builder, SettingsReader reader)
    {
        builder.Services.AddSingleton(services =>
        {
            // What is measured before the provider listens is lost, also the zeros by which a metric is exported from the start.
            services.GetRequiredService<MeterProvider>();
            return services.GetRequiredService<IMeterFactory>().Create(MeterName);
        });
        builder.Services.AddSingleton<ProcessMetrics>();
        builder.Services.AddSingleton<IHealthCheckPublisher>(services => services.GetRequiredService<ProcessMetrics>());
        builder.Services.Configure<HealthCheckPublisherOptions>(
            health => (health.Delay, health.Period) = (TimeSpan.FromSeconds(1), HealthPeriod));
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(process => process.AddService(
                reader.Text("OTEL_SERVICE_NAME") ?? "orleans-users", serviceVersion: HelpText.Version))
            .WithMetrics(metrics => metrics.AddMeter(Meters));
        // An empty value means off, as everywhere in OpenTelemetry.
        if (reader.Text(Collector) is not { } address)
            return builder;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            reader.Refuse(Collector, "it must be an http or https address, such as http://localhost:4317.");
            return builder;
        }

        telemetry.WithMetrics(metrics => metrics.AddOtlpExporter()).WithTracing(traces => traces.AddSource(Traces).AddOtlpExporter());
        // Only with a collector, because it costs time in every grain call.
        builder.UseOrleans(silo => silo.AddActivityPropagation());
        return builder;
    }
}
