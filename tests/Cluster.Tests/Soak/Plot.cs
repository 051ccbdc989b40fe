using System.Globalization;
using System.Text;

namespace OrleansUsers.Cluster.Tests;

/// <summary>Curves over one time axis, one panel below the other, as an SVG that reads on light and on dark pages.</summary>
/// <param name="length">What the axis spans.</param>
/// <param name="marks">Moments that a vertical line shows in each panel.</param>
internal sealed class Plot(TimeSpan length, IReadOnlyList<TimeSpan> marks)
{
    private const int Width = 860;
    private const int Height = 200;
    private const int Left = 60;
    private const int Gap = 50;
    private static readonly string[] Colours = ["#2f7ed8", "#e07b39", "#3a9d5d"];

    private readonly StringBuilder _body = new();
    private int _panels;

    public void Panel(string title, IReadOnlyList<(string Name, (TimeSpan At, double Value)[] Points)> curves)
    {
        var top = (_panels++ * (Height + Gap)) + Gap;
        var highest = Round(curves.SelectMany(curve => curve.Points).Max(point => point.Value));
        Text(Left, top - 12, title, "start");
        foreach (var mark in marks)
            Line($"M{X(mark)} {top}V{top + Height}", "#888", 0.5);
        for (var step = 0; step <= 4; step++)
        {
            var y = top + Height - (Height * step / 4);
            Line($"M{Left} {y}H{Width}", "#888", 0.3);
            Text(Left - 6, y + 4, (highest * step / 4).ToString("0.##", CultureInfo.InvariantCulture), "end");
        }
        for (var minute = 0; minute <= length.TotalMinutes; minute += Math.Max(1, (int)length.TotalMinutes / 10))
            Text(X(TimeSpan.FromMinutes(minute)), top + Height + 16, $"{minute} min", "middle");
        foreach (var (index, (name, points)) in curves.Index())
        {
            var way = string.Join('L', points.Select(point => $"{X(point.At)} {Number(top + Height - (Height * point.Value / highest))}"));
            Line($"M{way}", Colours[index], 1.3);
            Text(Width - (110 * (curves.Count - 1 - index)), top - 12, name, "end", Colours[index]);
        }
    }

    public string ToSvg() =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width + 10} {(_panels * (Height + Gap)) + Gap}\" "
        + $"font-family=\"sans-serif\" font-size=\"12\">\n{_body}</svg>\n";

    private string X(TimeSpan at) => Number(Left + ((Width - Left) * (at / length)));

    private void Line(string way, string colour, double width) =>
        _body.Append(CultureInfo.InvariantCulture, $"<path d=\"{way}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>\n");

    private void Text(int x, int y, string text, string anchor, string colour = "#888") => Text(Number(x), y, text, anchor, colour);

    private void Text(string x, int y, string text, string anchor, string colour = "#888") =>
        _body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"{colour}\">{text}</text>\n");

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    // Up to the next 1, 2 or 5 with zeros behind it.
    private static double Round(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return new[] { 1, 2, 5, 10 }.Select(step => step * power).First(step => step >= value);
    }
}
