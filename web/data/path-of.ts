/** Where Vigie lies on its host: what the build makes of the console is served from `console/assets` below it. */
const base = new URL(/* @vite-ignore */ '../..', import.meta.url).pathname.slice(0, -1)

/** The path of anything that Vigie serves, as a browser asks for it: of an operation, a public page, the console. */
export function pathOf(path: string, params: unknown = {}, query: unknown = {}): string {
  const given = (params ?? {}) as Record<string, string>
  const filled = base + path.replace(/:([a-z_]+)/gi, (_all, name: string) => encodeURIComponent(given[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  return search.size > 0 ? `${filled}?${search}` : filled
}
