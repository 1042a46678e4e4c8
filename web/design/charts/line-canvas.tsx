import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { stateWords } from '../../messages/states.ts'
import { type Format, useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import type { Band, LineChartProps } from './line-chart.tsx'

/** A canvas knows no custom properties: the browser is asked what they come to in the present theme. */
function colourOf(element: HTMLElement, name: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(--${name})`
  element.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}

function behind(element: HTMLElement, bands: readonly Band[]): UPlot.Plugin {
  const colours = { bad: colourOf(element, 'bad'), hold: colourOf(element, 'hold') }
  return {
    hooks: {
      drawClear: plot => {
        const { ctx, bbox } = plot
        ctx.save()
        ctx.globalAlpha = 0.18
        for (const { from, to, tone = 'bad' } of bands) {
          ctx.fillStyle = colours[tone]
          const left = Math.max(bbox.left, plot.valToPos(from, 'x', true))
          const right = Math.min(bbox.left + bbox.width, plot.valToPos(to, 'x', true))
          // A short incident is still seen on a chart of ninety days.
          if (right > left) ctx.fillRect(left, bbox.top, Math.max(right - left, 3), bbox.height)
        }
        ctx.restore()
      },
    },
  }
}

const around = (time: number): [number, number] => [time - 1_800, time + 1_800]

type Saying = { readonly say: Format; readonly words: { readonly time: string } }

function optionsOf(element: HTMLElement, props: LineChartProps, { say, words }: Saying): UPlot.Options {
  const { lines, bands = [], format, sync, height = 200, times: moments } = props
  const ink = colourOf(element, 'muted')
  const grid = { stroke: colourOf(element, 'line'), width: 1 }
  const axis = { stroke: ink, grid, ticks: grid }
  return {
    width: element.clientWidth,
    height,
    tzDate: seconds => UPlot.tzDate(new Date(seconds * 1000), say.timeZone),
    cursor: { drag: { x: true, y: false }, ...(sync ? { sync: { key: sync } } : {}) },
    plugins: [behind(element, bands)],
    // Of a single moment the library would show years.
    scales: { x: { time: true, ...(moments.length < 2 ? { range: around(moments[0] ?? 0) } : {}) } },
    axes: [
      {
        ...axis,
        // The last one is how far the marks are apart, also where only one has room.
        values: (...[, ticks, , , apart]) =>
          ticks.map(tick => {
            if (apart >= 86_400) return say.date(tick * 1000)
            return apart < 60 ? say.clockWithSeconds(tick * 1000) : say.clock(tick * 1000)
          }),
        space: 90,
      },
      { ...axis, values: (_plot, ticks) => ticks.map(format), size: 70 },
    ],
    series: [
      { label: words.time, value: (_plot, time) => (time === null ? '–' : say.dateTime(time * 1000)) },
      ...lines.map(line => ({
        label: line.label,
        stroke: colourOf(element, line.tone ?? 'accent'),
        width: 1.5,
        spanGaps: false,
        value: (_plot: UPlot, value: number | null) => (value === null ? '–' : format(value)),
      })),
    ],
  }
}

export function LineCanvas(props: LineChartProps) {
  const element = useRef<HTMLDivElement>(null)
  const say = useFormat()
  const words = useWords(stateWords)
  useEffect(() => {
    const place = element.current
    if (!place) return
    const data = [[...props.times], ...props.lines.map(line => [...line.values])] as UPlot.AlignedData
    let plot = new UPlot(optionsOf(place, props, { say, words }), data, place)
    const resized = new ResizeObserver(() => plot.setSize({ width: place.clientWidth, height: props.height ?? 200 }))
    resized.observe(place)
    const redraw = () => {
      plot.destroy()
      plot = new UPlot(optionsOf(place, props, { say, words }), data, place)
    }
    const theme = new MutationObserver(redraw)
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    const system = matchMedia('(prefers-color-scheme: dark)')
    system.addEventListener('change', redraw)
    return () => {
      resized.disconnect()
      theme.disconnect()
      system.removeEventListener('change', redraw)
      plot.destroy()
    }
  }, [props, say, words])
  return <div ref={element} role="img" aria-label={props.label} className="w-full min-w-0 overflow-hidden" />
}
