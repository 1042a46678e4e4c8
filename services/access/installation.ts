import type { GetInstallation } from '../../contracts/identity/installation.ts'
import { inEnglish } from '../../contracts/messages/words.ts'
import { Settings } from '../../kit/config/settings.ts'
import { iso } from '../../kit/runtime/clock.ts'
import type { Output } from '../../kit/service/operation.ts'
import type { Context } from '../../kit/service/service.ts'

/** The log and `vigie key check` have all of them. */
const mostMissing = 500

type Deps = Pick<Context, 'settings' | 'placeOf' | 'clock' | 'data_directory' | 'runtime'>

/** What runs in this process, for administrators. Of addresses only the part that can hold no secret is shown. */
export async function presentInstallation(deps: Deps): Promise<Output<typeof GetInstallation>> {
  const { settings, clock, data_directory } = deps
  const { version, services, started_at, file, in_force_since, warnings, refused, missing } = deps.runtime()
  const elsewhere = Object.entries(settings.peers).filter(([name]) => !services.includes(name))
  return {
    version,
    runtime: process.version,
    started_at: iso(started_at),
    now: iso(clock.now()),
    services: [
      ...services.map(name => ({ name, address: null })),
      ...elsewhere.map(([name, address]) => ({ name, address: originOf(address) })),
    ],
    store: settings.store.url ? 'postgresql' : 'sqlite',
    data_directory,
    missing_secrets: (await missing.list()).slice(0, mostMissing),
    configuration: {
      file,
      in_force_since: iso(in_force_since),
      warnings: warnings.map(inEnglish),
      warnings_i18n: [...warnings],
      refused: refused && {
        at: iso(refused.at),
        mistakes: refused.mistakes.map(inEnglish),
        mistakes_i18n: [...refused.mistakes],
      },
      settings: shownSettings(deps),
    },
  }
}

function shownSettings({ settings, placeOf }: Deps) {
  const { language, time_zone, public_url, logging, network, dead_man } = settings
  const values: [path: readonly string[], value: string | undefined][] = [
    [['language'], language],
    [['time_zone'], time_zone],
    [['public_url'], public_url],
    [['logging', 'level'], logging.level],
    [['logging', 'file'], logging.file],
    [['network', 'allow'], network.allow.join(', ')],
    [['network', 'trusted_proxies'], network.trusted_proxies.join(', ')],
    [['dead_man', 'url'], dead_man && originOf(dead_man.url)],
  ]
  const nowhere = placeOf(['']) // what is said of a key that nobody wrote
  return values.map(([path, value = '']) => {
    const place = placeOf(path)
    const isOwn = value === defaultOf(path) && place === nowhere
    return { name: path.join('.'), value: value || null, place: isOwn ? null : place }
  })
}

type Schema = { readonly properties?: Readonly<Record<string, Schema>>; readonly default?: unknown }

function defaultOf(path: readonly string[]): string {
  const schema = path.reduce<Schema | undefined>((inner, name) => inner?.properties?.[name], Settings as Schema)
  return String(schema?.default ?? '')
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : ''
}
