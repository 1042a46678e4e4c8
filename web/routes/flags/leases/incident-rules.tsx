import { useState } from 'react'
import type { Impact } from '../../../../contracts/common-schemas.ts'
import { ListChangeRequests } from '../../../../contracts/flags/flag-governance.ts'
import {
  CreateIncidentRule,
  DeleteIncidentRule,
  type IncidentRule,
  ListIncidentRules,
  ListLeases,
  UpdateIncidentRule,
} from '../../../../contracts/flags/flag-leases.ts'
import { callApi } from '../../../data/api-client.ts'
import { useComponentName } from '../../../data/components.ts'
import { useApiMutation, useApiQuery } from '../../../data/queries.ts'
import { CallButton } from '../../../design/actions/call-button.tsx'
import { DialogButton } from '../../../design/actions/dialog-button.tsx'
import { Button, IconButton } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { CheckboxField, choicesOf, SelectField, TextField } from '../../../design/forms/field.tsx'
import { useForm } from '../../../design/forms/form.tsx'
import { QueryList } from '../../../design/lists/query-result.tsx'
import { Badge } from '../../../design/status.tsx'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { stateWords } from '../../../messages/states.ts'
import { useWords } from '../../../words/language.tsx'
import { ComponentField } from '../../components/component-field.tsx'
import { ConfirmChange, FlagForm, pastApproval, whole } from '../break-glass.tsx'
import { useEnvironmentRef, useFlagSuccess } from '../environment.ts'
import { FlagAndVariant } from '../flag-and-variant.tsx'
import { FlagLink } from '../flag-link.tsx'

/** Incident of such an impact on such a component forces a flag to a variant. */
export function IncidentRules() {
  const words = useWords(flagLeasesWords)
  const { place, mayEdit } = useEnvironmentRef()
  const rules = useApiQuery(ListIncidentRules, { query: { ...place, limit: 200 } })
  const make = (
    <DialogButton small icon="plus" label={words.makeRule}>
      {close => <CreateIncidentRuleForm onDone={close} />}
    </DialogButton>
  )
  return (
    <Card title={words.rules} actions={mayEdit ? make : null}>
      <p className="text-muted mb-3 text-sm">{words.rulesText}</p>
      <QueryList answer={rules} none={words.noRules}>
        {rule => <RuleRow key={rule.id} rule={rule} mayEdit={mayEdit} />}
      </QueryList>
    </Card>
  )
}

function RuleRow({ rule, mayEdit }: { rule: IncidentRule; mayEdit: boolean }) {
  const words = useWords(flagLeasesWords)
  const { impact } = useWords(stateWords)
  const nameOf = useComponentName()
  const { key, variant, component, minimum_impact, enabled, dry_run } = rule
  const where = component === null ? words.anyComponent : words.onComponent(nameOf(component))
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 py-2.5">
      <div className="min-w-0 flex-1 basis-64">
        {words.sentence(impact[minimum_impact], where)} <FlagLink flagKey={key} /> → <code>{variant}</code>
        <div className="mt-1 flex flex-wrap gap-2">
          {dry_run ? <Badge tone="accent">{words.dryRunShort}</Badge> : null}
          {enabled ? null : <Badge tone="unknown">{words.paused}</Badge>}
        </div>
      </div>
      {mayEdit ? <RuleActions rule={rule} /> : null}
    </li>
  )
}

const changes = [ListIncidentRules, ListChangeRequests] as const

/** A rule rests, acts again, or goes: at once, or once a second person has agreed. */
function RuleActions({ rule: { id, key, enabled } }: { rule: IncidentRule }) {
  const words = useWords(flagLeasesWords)
  const { needsApproval } = useEnvironmentRef()
  const [asking, ask] = useState<'turn' | 'remove' | null>(null)
  const params = { id }
  const back = useApiMutation(UpdateIncidentRule, { changes, done: words.ruleSaved })
  const turn = {
    operation: UpdateIncidentRule,
    changes,
    done: words.ruleSaved,
    undo: (made: IncidentRule) =>
      needsApproval ? undefined : () => back.mutate({ params, body: { enabled: !made.enabled } }),
  }
  const body = { enabled: !enabled }
  const order = enabled ? words.pause : words.resume
  const close = () => ask(null)
  return (
    <div className="flex items-center gap-1">
      {needsApproval ? (
        <Button small onClick={() => ask('turn')} label={order} />
      ) : (
        <CallButton small label={order} input={{ params, body }} {...turn} />
      )}
      <IconButton label={words.removeOf(key)} icon="trash" onClick={() => ask('remove')} />
      {asking === 'turn' ? (
        <ConfirmChange
          onClose={close}
          title={enabled ? words.pauseOf(key) : words.resumeOf(key)}
          action={order}
          input={query => ({ params, query, body })}
          {...turn}
        />
      ) : null}
      {asking === 'remove' ? (
        <ConfirmChange
          onClose={close}
          title={words.removeTitle(key)}
          action={words.remove}
          text={words.removeText}
          operation={DeleteIncidentRule}
          input={query => ({ params, query })}
          changes={changes}
          done={words.ruleRemoved}
        />
      ) : null}
    </div>
  )
}

const nothing = {
  key: '',
  variant: '',
  component: '',
  minimum_impact: 'major' as Impact,
  quiet: '5',
  limit: '4',
  banner: '',
  dry_run: false,
  glass: whole,
}

function CreateIncidentRuleForm({ onDone }: { onDone: () => void }) {
  const words = useWords(flagLeasesWords)
  const { impact } = useWords(stateWords)
  const { place } = useEnvironmentRef()
  const success = useFlagSuccess()
  const form = useForm(nothing, async ({ quiet, limit, component, glass, ...rest }) => {
    const times = { quiet_s: Math.round(Number(quiet) * 60), limit_s: Math.round(Number(limit) * 3_600) }
    const body = { ...rest, ...times, component: component || null }
    const made = await callApi(CreateIncidentRule, { query: { ...place, ...pastApproval(glass) }, body })
    success(made, words.ruleMade, ListIncidentRules, ListLeases)
    onDone()
  })
  const { field, errorOf } = form
  return (
    <FlagForm form={form} action={words.makeRule} onCancel={onDone}>
      <FlagAndVariant form={form} />
      <ComponentField label={words.component} none={words.anyOne} {...field('component')} />
      <SelectField label={words.impact} choices={choicesOf(impact)} {...field('minimum_impact')} />
      <div className="grid items-end gap-4 sm:grid-cols-2">
        <TextField
          type="number"
          label={words.quiet}
          min={0}
          max={1_440}
          required
          {...field('quiet')}
          error={errorOf('quiet_s')}
        />
        <TextField
          type="number"
          label={words.limit}
          min={1}
          max={720}
          required
          {...field('limit')}
          error={errorOf('limit_s')}
        />
      </div>
      <TextField label={words.banner} hint={words.bannerHint} optional maxLength={500} {...field('banner')} />
      <CheckboxField label={words.dryRun} {...field('dry_run')} />
    </FlagForm>
  )
}
