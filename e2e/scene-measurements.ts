import type { Target } from '../kit/testing/target.ts'
import type { Scene } from './scene.ts'

const hour = 3_600_000
const threeHours = 3 * hour

/** A forecast in the shape of OpenWeatherMap: every three hours, in kelvin. */
export function serveForecast(target: Target): void {
  const first = Math.ceil(Date.now() / threeHours) * threeHours
  const list = Array.from({ length: 40 }, (_, index) => ({
    dt: (first + index * threeHours) / 1_000,
    main: { temp: 288 + 6 * Math.sin((index / 8) * 2 * Math.PI) + index / 20, humidity: 60 + (index % 9) },
  }))
  const body = JSON.stringify({ cod: '200', cnt: list.length, list, city: { name: 'Tawarano' } })
  target.answer('/forecast', { headers: { 'content-type': 'application/json' }, body })
}

export const measurementsConfig = (target: Target): string => `
metrics:
  sources:
    - { name: tawarano, kind: json, url: "${target.url}/forecast", every: 10m, items: list, time: dt, values: { temp: "main.temp - 273.15" }, unit: celsius }
  charts:
    - { name: tawarano, title: "Prévisions pour Tawarano", series: tawarano.temp, as: line }
    - { name: tawarano-colonnes, title: "Prévisions, en colonnes", series: tawarano.temp, as: column }
`

/** Devices of two clients that have measured for an hour. */
export async function furnishDevices(send: Scene['send']): Promise<void> {
  const begin = Date.now() - hour
  for (const [client, objects] of [
    ['atelier', ['four-1', 'four-2']],
    ['boutique', ['vitrine']],
  ] as const) {
    await send('POST', '/api/v1/edge/clients', { name: client })
    const rows = objects.flatMap((object, at) =>
      Array.from({ length: 60 }, (_, minute) => ({
        object,
        metric: 'temperature',
        value: Math.round((21 + 3 * at + Math.sin(minute / 10)) * 100) / 100,
        at: begin + minute * 60_000,
        unit: 'celsius',
      })),
    )
    await send('POST', `/api/v1/telemetry?client=${client}`, rows)
  }
}
