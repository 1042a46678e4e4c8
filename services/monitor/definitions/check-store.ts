import type { Generated } from 'kysely'
import type { Sealed } from '../../../kit/secrets/keyring.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { DefinedCheck } from './check.ts'
import type { Definition } from './definition.ts'
import { checkSettings, hideSecrets, withSecrets } from './secrets.ts'

type CheckTables = {
  check_definition: {
    number: Generated<number>
    id: string
    slug: string
    origin: 'file' | 'api'
    /** As anybody may see it. */
    definition: string
    /** What is left out there; null: nothing. */
    sealed: Sealed | null
    told: string
    component_id: string | null
    revision: number
    created_at: string
    archived_at: string | null
  }
}

const rowsAtOnce = 500

/** All of them, archived ones included, in the order of their numbers. */
export async function readChecks(store: Store): Promise<DefinedCheck[]> {
  const rows = await store.query<CheckTables>().selectFrom('check_definition').selectAll().orderBy('number').execute()
  return rows.map(({ definition: plain, sealed, ...row }) => {
    const { definition, unreadable } = opened(store, row.id, { plain: JSON.parse(plain), sealed })
    return { ...row, number: Number(row.number), definition, unreadable }
  })
}

type Stored = { readonly plain: Definition; readonly sealed: Sealed | null }

function opened(store: Store, id: string, { plain, sealed }: Stored): Pick<DefinedCheck, 'definition' | 'unreadable'> {
  if (sealed === null) return { definition: plain, unreadable: null }
  const hidden = store.secrets.open(checkSettings, id, sealed)
  if (hidden === null) return { definition: plain, unreadable: sealed }
  return { definition: withSecrets(plain, hidden), unreadable: null }
}

/** What cannot be read stays as it is: the key may come back. */
function closed(store: Store, { id, definition, origin, unreadable }: Omit<DefinedCheck, 'number'>): Stored {
  if (unreadable) return { plain: definition, sealed: unreadable }
  const { plain, hidden } = hideSecrets(definition, origin)
  return { plain, sealed: hidden === null ? null : store.secrets.seal(checkSettings, id, hidden) }
}

/** Adds new ones and replaces known ones; answers them with their numbers. */
export async function saveChecks(
  store: Store,
  checks: readonly Omit<DefinedCheck, 'number'>[],
): Promise<DefinedCheck[]> {
  const saved: DefinedCheck[] = []
  for (let from = 0; from < checks.length; from += rowsAtOnce) {
    const part = checks.slice(from, from + rowsAtOnce)
    const stored = part.map(check => ({ check, ...closed(store, check) }))
    const rows = stored.map(({ check, plain, sealed }) => ({
      id: check.id,
      slug: check.slug,
      origin: check.origin,
      definition: JSON.stringify(plain),
      sealed,
      told: check.told,
      component_id: check.component_id,
      revision: check.revision,
      created_at: check.created_at,
      archived_at: check.archived_at,
    }))
    const numbers = await store
      .query<CheckTables>()
      .insertInto('check_definition')
      .values(rows)
      .onConflict(conflict =>
        conflict.column('id').doUpdateSet(({ ref }) => ({
          slug: ref('excluded.slug'),
          origin: ref('excluded.origin'),
          definition: ref('excluded.definition'),
          sealed: ref('excluded.sealed'),
          told: ref('excluded.told'),
          revision: ref('excluded.revision'),
          archived_at: ref('excluded.archived_at'),
        })),
      )
      .returning(['id', 'number'])
      .execute()
    const numberOf = new Map(numbers.map(({ id, number }) => [id, Number(number)]))
    saved.push(...part.map(check => ({ ...check, number: numberOf.get(check.id) ?? 0 })))
  }
  return saved
}

/** The component that stands for a check, as the incidents name it. */
export async function setComponentId(store: Store, id: string, component_id: string): Promise<void> {
  await store.query<CheckTables>().updateTable('check_definition').set({ component_id }).where('id', '=', id).execute()
}
