import { LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

register([LineChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

/** The parts of ECharts in use. Only ever imported dynamically: the first paint must not wait for it. */
export { init };
