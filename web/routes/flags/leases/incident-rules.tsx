import { type IncidentRule, ListIncidentRules } from '../../../../contracts/flag-leases.ts'
import { ListComponents } from '../../../../contracts/incidents.ts'
import { useAnswer } from '../../../data/queries.ts'
import { Button } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { Dialog, useOpen } from '../../../design/dialog.tsx'
import { Loaded } from '../../../design/query-result.tsx'
import { Badge } from '../../../design/status.tsx'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { stateWords } from '../../../messages/states.ts'
import { useWords } from '../../../words/language.tsx'
import { usePlace } from '../environment.ts'
import { FlagLink } from '../flag-link.tsx'
import { MakeIncidentRule } from './create-incident-rule.tsx'
import { RuleOrders } from './rule-actions.tsx'

/** Incident of such an impact on such a component forces a flag to a variant. */
export function IncidentRules() {
  const words = useWords(flagLeasesWords)
  const { place, mayEdit } = usePlace()
  const [making, make, made] = useOpen()
  const rules = useAnswer(ListIncidentRules, { query: { ...place, limit: 200 } })
  return (
    <Card
      title={words.rules}
      actions={
        mayEdit ? (
          <Button small icon="plus" onClick={make}>
            {words.makeRule}
          </Button>
        ) : null
      }
    >
      <p className="text-muted mb-3 text-sm">{words.rulesText}</p>
      <Loaded answer={rules}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{words.noRules}</p>
          ) : (
            <ul className="divide-line grid divide-y">
              {items.map(rule => (
                <RuleRow key={rule.id} rule={rule} mayEdit={mayEdit} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <Dialog open={making} onClose={made} title={words.makeRule}>
        <MakeIncidentRule onDone={made} />
      </Dialog>
    </Card>
  )
}

function RuleRow({ rule, mayEdit }: { rule: IncidentRule; mayEdit: boolean }) {
  const words = useWords(flagLeasesWords)
  const { impact } = useWords(stateWords)
  const { data } = useAnswer(ListComponents, { query: { limit: 500 } })
  const { key, variant, component, minimum_impact, enabled, dry_run } = rule
  const name = data?.items.find(({ slug }) => slug === component)?.name ?? component
  const where = name === null ? words.anyComponent : words.onComponent(name)
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 py-2.5">
      <div className="min-w-0 flex-1 basis-64">
        {words.sentence(impact[minimum_impact], where)} <FlagLink flagKey={key} /> → <code>{variant}</code>
        <div className="mt-1 flex flex-wrap gap-2">
          {dry_run ? <Badge tone="accent">{words.dryRunShort}</Badge> : null}
          {enabled ? null : <Badge tone="unknown">{words.paused}</Badge>}
        </div>
      </div>
      {mayEdit ? <RuleOrders rule={rule} /> : null}
    </li>
  )
}
