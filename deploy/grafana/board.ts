/** A dashboard as we write it; `grafanaJson` makes of it what Grafana reads. */
export type Board = {
  /** Stable: links and bookmarks hold it. */
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly variables?: readonly Variable[]
  readonly rows: readonly Row[]
}

/** A choice above the panels, from the values of a label. */
export type Variable = {
  readonly name: string
  readonly title: string
  /** Whose labels are offered. */
  readonly metric: string
  readonly label: string
}

export type Row = { readonly title: string; readonly panels: readonly Panel[] }

export type Panel = {
  readonly title: string
  readonly description?: string
  readonly as: 'lines' | 'figure' | 'table' | 'states'
  readonly queries: readonly Query[]
  readonly unit?: Unit
  /** Of the 24 columns of a row; when left out they are shared equally. */
  readonly width?: number
  readonly from?: number
  readonly to?: number
  /** From which value on it is yellow, and red. */
  readonly warns?: readonly [yellow: number, red: number]
  /** What numbers mean, where they are no quantity. */
  readonly meanings?: Readonly<Record<number, readonly [text: string, colour: 'green' | 'red' | 'yellow']>>
}

export type Query = {
  readonly expression: string
  /** With labels as `{{object}}`. */
  readonly legend: string
}

/** Identifiers of Grafana: https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts */
type Unit = 'percent' | 'percentunit' | 's' | 'ms' | 'bytes' | 'short' | 'd' | 'dateTimeFromNow' | 'celsius' | 'cps'

const panelTypes = { lines: 'timeseries', figure: 'stat', table: 'table', states: 'state-timeline' } as const
const columns = 24
const heights = { lines: 8, figure: 4, table: 8, states: 7 } as const
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana puts in what was chosen above the panels.
const datasource = { type: 'prometheus', uid: '${datasource}' }

/** The model of https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
export function grafanaJson({ uid, title, description, variables = [], rows }: Board): object {
  let y = 0
  let id = 0
  const panels = rows.flatMap(row => {
    const heading = {
      id: ++id,
      type: 'row',
      title: row.title,
      collapsed: false,
      gridPos: { x: 0, y, w: columns, h: 1 },
    }
    const placed = placePanels(row.panels, y + 1).map(one => ({ id: ++id, ...one }))
    y = Math.max(...placed.map(({ gridPos }) => gridPos.y + gridPos.h))
    return [heading, ...placed]
  })
  return {
    uid,
    title,
    description,
    tags: ['vigie'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    templating: { list: [chooseDatasource, ...variables.map(chooseLabel)] },
    panels,
  }
}

/** From left to right, in a new line where there is no more room. */
function placePanels(panels: readonly Panel[], top: number) {
  let [x, y, h] = [0, top, 0]
  return panels.map(panel => {
    const w = panel.width ?? Math.floor(columns / Math.min(panels.length, 4))
    if (x + w > columns) [x, y, h] = [0, y + h, 0]
    const gridPos = { x, y, w, h: heights[panel.as] }
    x += w
    h = Math.max(h, gridPos.h)
    return { ...panelJson(panel), gridPos }
  })
}

function panelJson({ title, description, as, queries, unit = 'short', from, to, warns, meanings = {} }: Panel) {
  const steps = [
    { color: 'green', value: null },
    ...(warns
      ? [
          { color: 'yellow', value: warns[0] },
          { color: 'red', value: warns[1] },
        ]
      : []),
  ]
  const mapped = Object.entries(meanings).map(([value, [text, color]]) => [value, { text, color }])
  return {
    type: panelTypes[as],
    title,
    description,
    datasource,
    targets: queries.map(({ expression, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource,
      expr: expression,
      legendFormat: legend,
      instant: as === 'table',
      range: as !== 'table',
      format: as === 'table' ? 'table' : 'time_series',
    })),
    fieldConfig: {
      defaults: {
        unit,
        min: from,
        max: to,
        thresholds: { mode: 'absolute', steps },
        mappings: mapped.length === 0 ? [] : [{ type: 'value', options: Object.fromEntries(mapped) }],
      },
      overrides: [],
    },
    options: optionsOf[as],
  }
}

const optionsOf = {
  lines: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  figure: { colorMode: 'value', graphMode: 'area', reduceOptions: { calcs: ['lastNotNull'] } },
  table: { showHeader: true, cellHeight: 'sm' },
  states: { mergeValues: true, showValue: 'never', legend: { displayMode: 'list', placement: 'bottom' } },
}

const chooseDatasource = { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' }

const chooseLabel = ({ name, title, metric, label }: Variable) => ({
  name,
  label: title,
  type: 'query',
  datasource,
  query: { query: `label_values(${metric}, ${label})`, refId: name },
  multi: true,
  includeAll: true,
  allValue: '.*',
  current: { text: 'All', value: '$__all' },
  refresh: 2,
  sort: 1,
})
