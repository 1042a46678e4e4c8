/** A store of time series under measurement: series are numbered from 0. */
export type SeriesEngine = {
  /** One request as it comes in, as JSON; durable when it settles. */
  ingest(body: string): Promise<void>
  /** All that was begun is where it stays. */
  settle(): Promise<void>
  /** min, max, average and 95th percentile of each minute of one series: how many minutes there are. */
  oneSeries(series: number, from: number, to: number): Promise<number>
  /** Average and maximum of each hour of every series: how many hours there are in all. */
  fleet(from: number, to: number): Promise<number>
  diskBytes(): Promise<number>
  /** Seconds of a processor that another process has used for it so far. */
  serverSeconds(): number
  stop(): Promise<void>
}

export type Reading = {
  readonly name: string
  readonly labels: { readonly device: string }
  readonly at: number
  readonly value: number
}

export const deviceOf = (series: number): string => `device_${series}`
export const seriesOf = ({ labels }: Reading): number => Number(labels.device.slice(7))
