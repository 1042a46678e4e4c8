import { useNavigate, useSearch } from '@tanstack/react-router'

/** How one filter is read from the address: answers undefined for what it does not know. */
export type Filter<Value> = (text: string | undefined) => Value | undefined
type Filters = Readonly<Record<string, Filter<unknown>>>
type Values<Of extends Filters> = { readonly [Name in keyof Of]: ReturnType<Of[Name]> }

export const oneOf =
  <const Value extends string>(values: readonly Value[]): Filter<Value> =>
  text =>
    values.find(value => value === text)
export const anyText: Filter<string> = text => text || undefined

/**
 * The filters of a page live in its address, so that a view can be sent to somebody and the way back is the browser's:
 * `const [filters, setFilters] = useFilters({ status: oneOf(['open', 'resolved']), q: anyText })`.
 */
export function useFilters<Of extends Filters>(
  filters: Of,
): [Values<Of>, (change: Partial<Values<Of>>) => void, { readonly isFiltered: boolean; readonly clear: () => void }] {
  const search = useSearch({ strict: false }) as Readonly<Record<string, unknown>>
  const navigate = useNavigate()
  const values = Object.fromEntries(
    Object.entries(filters).map(([name, read]) => [
      name,
      read(search[name] === undefined ? undefined : String(search[name])),
    ]),
  ) as Values<Of>
  const change = (wanted: Partial<Values<Of>>) => {
    const next = { ...search, ...wanted }
    const said = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== ''))
    void navigate({ to: '.', search: said, replace: true })
  }
  const nothing = Object.fromEntries(Object.keys(filters).map(name => [name, undefined])) as Partial<Values<Of>>
  return [values, change, { isFiltered: Object.values(values).some(Boolean), clear: () => change(nothing) }]
}
