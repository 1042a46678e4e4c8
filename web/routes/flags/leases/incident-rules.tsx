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
import { ListComponents } from '../../../../contracts/incidents/incidents.ts'
import { callApi } from '../../../data/api-client.ts'
import { useApiMutation, useApiQuery, useSuccess } from '../../../data/queries.ts'
import { Button, IconButton } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { Confirm, Dialog, useOpen } from '../../../design/dialog.tsx'
import { CheckboxField, choicesOf, SelectField, TextField } from '../../../design/forms/field.tsx'
import { Form, type FormState, useForm } from '../../../design/forms/form.tsx'
import { QueryList } from '../../../design/lists/query-result.tsx'
import { Badge } from '../../../design/status.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { stateWords } from '../../../messages/states.ts'
import { useWords } from '../../../words/language.tsx'
import { BreakGlass, isSaid, pastApproval, useSendWord, whole } from '../break-glass.tsx'
import { useEnvironmentRef, waits } from '../environment.ts'
import { FlagAndVariant } from '../flag-and-variant.tsx'
import { FlagLink } from '../flag-link.tsx'

/** Incident of such an impact on such a component forces a flag to a variant. */
export function IncidentRules() {
  const words = useWords(flagLeasesWords)
  const { place, mayEdit } = useEnvironmentRef()
  const [making, make, made] = useOpen()
  const rules = useApiQuery(ListIncidentRules, { query: { ...place, limit: 200 } })
  return (
    <Card
      title={words.rules}
      actions={mayEdit ? <Button small icon="plus" onClick={make} label={words.makeRule} /> : null}
    >
      <p className="text-muted mb-3 text-sm">{words.rulesText}</p>
      <QueryList answer={rules} none={words.noRules}>
        {rule => <RuleRow key={rule.id} rule={rule} mayEdit={mayEdit} />}
      </QueryList>
      <Dialog open={making} onClose={made} title={words.makeRule}>
        <CreateIncidentRuleForm onDone={made} />
      </Dialog>
    </Card>
  )
}

function RuleRow({ rule, mayEdit }: { rule: IncidentRule; mayEdit: boolean }) {
  const words = useWords(flagLeasesWords)
  const { impact } = useWords(stateWords)
  const { data } = useApiQuery(ListComponents, { query: { limit: 500 } })
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
      {mayEdit ? <RuleActions rule={rule} /> : null}
    </li>
  )
}

const changes = [ListIncidentRules, ListChangeRequests] as const

/** A rule rests, acts again, or goes: at once, or once a second person has agreed. */
function RuleActions({ rule }: { rule: IncidentRule }) {
  const words = useWords(flagLeasesWords)
  const [removing, remove, removed] = useOpen()
  return (
    <div className="flex items-center gap-1">
      <RestOrder rule={rule} />
      <IconButton label={words.removeOf(rule.key)} icon="trash" onClick={remove} />
      {removing ? <RemoveRule rule={rule} onClose={removed} /> : null}
    </div>
  )
}

function RestOrder({ rule: { id, key, enabled } }: { rule: IncidentRule }) {
  const words = useWords(flagLeasesWords)
  const { requested } = useWords(flagsWords)
  const { needsApproval } = useEnvironmentRef()
  const toasts = useToasts()
  const [asking, ask, asked] = useOpen()
  const [glass, setGlass] = useState(whole)
  const changing = useApiMutation(UpdateIncidentRule, { changes })
  const set = (next: boolean, isUndo = false) =>
    changing.mutate(
      { params: { id }, query: pastApproval(glass), body: { enabled: next } },
      {
        onSettled: asked,
        onSuccess: done => {
          setGlass(whole)
          if (waits(done)) toasts.done(requested)
          else toasts.done(words.ruleSaved, isUndo || needsApproval ? undefined : () => set(!next, true))
        },
      },
    )
  const order = enabled ? words.pause : words.resume
  const action = useSendWord(glass, order)
  return (
    <>
      <Button small busy={changing.isPending} onClick={needsApproval ? ask : () => set(!enabled)} label={order} />
      <Confirm
        open={asking}
        onClose={asked}
        title={enabled ? words.pauseOf(key) : words.resumeOf(key)}
        action={action}
        busy={changing.isPending}
        ready={isSaid(glass)}
        onConfirm={() => set(!enabled)}
      >
        <BreakGlass glass={glass} onChange={setGlass} />
      </Confirm>
    </>
  )
}

function RemoveRule({ rule: { id, key }, onClose }: { rule: IncidentRule; onClose: () => void }) {
  const words = useWords(flagLeasesWords)
  const { requested } = useWords(flagsWords)
  const [glass, setGlass] = useState(whole)
  const removing = useApiMutation(DeleteIncidentRule, {
    changes,
    done: done => (waits(done) ? requested : words.ruleRemoved),
  })
  return (
    <Confirm
      open
      onClose={onClose}
      title={words.removeTitle(key)}
      action={useSendWord(glass, words.remove)}
      busy={removing.isPending}
      ready={isSaid(glass)}
      onConfirm={() => removing.mutate({ params: { id }, query: pastApproval(glass) }, { onSettled: onClose })}
    >
      <p>{words.removeText}</p>
      <BreakGlass glass={glass} onChange={setGlass} />
    </Confirm>
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
  const { requested } = useWords(flagsWords)
  const { place } = useEnvironmentRef()
  const success = useSuccess()
  const components = useApiQuery(ListComponents, { query: { limit: 500 } }).data?.items ?? []
  const form = useForm(nothing, async ({ quiet, limit, component, glass, ...rest }) => {
    const times = { quiet_s: Math.round(Number(quiet) * 60), limit_s: Math.round(Number(limit) * 3_600) }
    const body = { ...rest, ...times, component: component || null }
    const made = await callApi(CreateIncidentRule, { query: { ...place, ...pastApproval(glass) }, body })
    success(waits(made) ? requested : words.ruleMade, ListIncidentRules, ListLeases, ListChangeRequests)
    onDone()
  })
  const { values, set, errorOf } = form
  return (
    <Form form={form} action={useSendWord(values.glass, words.makeRule)} onCancel={onDone}>
      <FlagAndVariant flagKey={values.key} variant={values.variant} onChange={set} errorOf={errorOf} />
      <SelectField
        label={words.component}
        {...form.field('component')}
        choices={[
          { value: '', label: words.anyOne },
          ...components.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
      />
      <SelectField label={words.impact} choices={choicesOf(impact)} {...form.field('minimum_impact')} />
      <Terms form={form} />
      <CheckboxField label={words.dryRun} {...form.field('dry_run')} />
      <BreakGlass glass={values.glass} onChange={glass => set({ glass })} />
    </Form>
  )
}

/** How long it stays, and what people read meanwhile. */
function Terms({ form }: { form: FormState<typeof nothing> }) {
  const { values, set, errorOf } = form
  const words = useWords(flagLeasesWords)
  return (
    <>
      <div className="grid items-end gap-4 sm:grid-cols-2">
        <TextField
          type="number"
          label={words.quiet}
          min={0}
          max={1_440}
          required
          value={values.quiet}
          onChange={quiet => set({ quiet })}
          error={errorOf('quiet_s')}
        />
        <TextField
          type="number"
          label={words.limit}
          min={1}
          max={720}
          required
          value={values.limit}
          onChange={limit => set({ limit })}
          error={errorOf('limit_s')}
        />
      </div>
      <TextField label={words.banner} hint={words.bannerHint} optional maxLength={500} {...form.field('banner')} />
    </>
  )
}
