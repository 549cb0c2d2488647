/* Charts (parts/chart.html). Loaded after ECharts by app.js, only where a chart stands.
   The data are the JSON beside the canvas, the same dict the table is made of. No HTML tooltips: the page's CSP forbids inline styles. */
(function () {
  "use strict";
  var shown = new Map();

  function token(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
  function number(value) { return value === null || value === "" ? null : Number(value); }
  function colours() { return [1, 2, 3, 4, 5, 6].map(function (n) { return token("--hy-chart-" + n); }); }
  function series(chart) {
    return chart.columns.slice(1).map(function (name, at) {
      var histogram = chart.kind === "histogram", one = {
        name: name, type: chart.kind === "line" ? "line" : "bar", data: chart.rows.map(function (row) { return number(row[at + 1]); }),
        barMaxWidth: histogram ? undefined : 28, barCategoryGap: histogram ? "4%" : "40%", barGap: "10%",
        stack: chart.stacked ? "all" : undefined, symbolSize: 6, lineStyle: { width: 2 }, connectNulls: false, emphasis: { disabled: true }
      };
      if (chart.kind === "line") { one.symbol = ["circle", "rect", "triangle", "diamond"][at % 4]; }
      if (at === 0 && chart.mark) {
        one.markLine = {
          symbol: "none", silent: true, lineStyle: { color: token("--hy-ink"), type: "dashed", width: 1 },
          label: { formatter: chart.mark.label + " " + chart.mark.value, position: "insideEndTop", color: token("--hy-ink"), fontSize: 12 },
          data: [chart.horizontal ? { xAxis: chart.mark.value } : { yAxis: chart.mark.value }]
        };
      }
      return one;
    });
  }
  function option(chart) {
    var quiet = token("--hy-quiet"), line = token("--hy-line"), many = chart.columns.length > 2, digits = chart.decimals || 0;
    var style = { color: quiet, fontSize: 12, fontFamily: getComputedStyle(document.body).fontFamily };
    var names = { type: "category", data: chart.rows.map(function (row) { return String(row[0]); }), axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: Object.assign({ hideOverlap: true }, style), inverse: Boolean(chart.horizontal) };
    var values = { type: "value", min: chart.min, max: chart.max, scale: chart.kind === "line", name: chart.unit || "", nameTextStyle: style, axisLabel: style, splitLine: { lineStyle: { color: line } }, splitNumber: 4 };
    return {
      animation: false, color: colours(), textStyle: style, aria: { enabled: false, decal: { show: many && chart.kind !== "line" } },
      grid: { left: 8, right: 16, top: chart.unit || many ? 36 : 16, bottom: 4, containLabel: true },
      legend: many ? { top: 0, right: 0, textStyle: style, itemWidth: 14, itemHeight: 10 } : undefined,
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, axisPointer: { type: chart.kind === "line" ? "line" : "shadow" }, backgroundColor: token("--hy-panel"), borderColor: token("--hy-line-strong"), textStyle: Object.assign({}, style, { color: token("--hy-ink") }), valueFormatter: function (value) { return value === null || value === undefined ? "—" : Number(value).toFixed(digits); } },
      xAxis: chart.horizontal ? values : names, yAxis: chart.horizontal ? names : values, series: series(chart)
    };
  }
  function draw(canvas) {
    var chart = JSON.parse(canvas.parentElement.querySelector('script[type="application/json"]').textContent);
    var old = shown.get(canvas);
    if (old) { old.dispose(); }
    var drawn = window.echarts.init(canvas, null, { renderer: "canvas" });
    drawn.setOption(option(chart));
    shown.set(canvas, drawn);
  }
  window.huiyinCharts = function (root) {
    Array.from(root.querySelectorAll("[data-chart]")).forEach(function (canvas) { if (!shown.has(canvas)) { draw(canvas); } });
  };
  document.addEventListener("huiyin:theme", function () { shown.forEach(function (drawn, canvas) { if (canvas.isConnected) { draw(canvas); } }); });
  window.addEventListener("resize", function () { shown.forEach(function (drawn) { drawn.resize(); }); });
  window.addEventListener("beforeprint", function () { shown.forEach(function (drawn) { drawn.resize(); }); });
})();
