import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { encode } from 'uqr'
import { ChangeOtp } from '../../../contracts/identity/sign-in.ts'
import type { Output } from '../../../contracts/operation.ts'
import { callApi } from '../../data/api-client.ts'
import { meOptions, useMe } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { useToasts } from '../../design/toast.tsx'
import { profileWords } from '../../messages/profile.ts'
import { useWords } from '../../words/language.tsx'
import { PasswordField } from '../auth/auth-layout.tsx'

type Enrolment = Pick<Output<typeof ChangeOtp>, 'secret' | 'uri'>
type Step =
  | { readonly at: 'password' | 'disable' }
  | { readonly at: 'scan'; readonly enrolment: Enrolment }
  | { readonly at: 'codes'; readonly codes: readonly string[] }

/** Prove the password, scan the picture, prove the app, keep the recovery codes. */
export function SecondFactor() {
  const words = useWords(profileWords)
  const { otp_enabled } = useMe()
  const [step, setStep] = useState<Step | null>(null)
  const close = () => setStep(null)
  return (
    <Card title={words.otp}>
      <div className="grid justify-items-start gap-3">
        <Notice tone={otp_enabled ? 'ok' : 'warn'}>{otp_enabled ? words.otpOn : words.otpOff}</Notice>
        <Button
          variant={otp_enabled ? 'danger' : 'primary'}
          onClick={() => setStep({ at: otp_enabled ? 'disable' : 'password' })}
          label={otp_enabled ? words.otpEnd : words.otpBegin}
        />
      </div>
      <Dialog open={step !== null} onClose={close} title={step?.at === 'codes' ? words.recovery : words.otp}>
        {step?.at === 'password' ? (
          <ProvePassword onDone={enrolment => setStep({ at: 'scan', enrolment })} onCancel={close} />
        ) : null}
        {step?.at === 'scan' ? (
          <ProveApp enrolment={step.enrolment} onDone={codes => setStep({ at: 'codes', codes })} />
        ) : null}
        {step?.at === 'codes' ? <RecoveryCodes codes={step.codes} onDone={close} /> : null}
        {step?.at === 'disable' ? <TurnOff onDone={close} /> : null}
      </Dialog>
    </Card>
  )
}

function ProvePassword({ onDone, onCancel }: { onDone: (enrolment: Enrolment) => void; onCancel: () => void }) {
  const words = useWords(profileWords)
  const form = useForm({ password: '' }, async ({ password }) =>
    onDone(await callApi(ChangeOtp, { body: { action: 'enrol', password } })),
  )
  return (
    <Form form={form} action={words.otpBegin} onCancel={onCancel}>
      <PasswordField label={words.currentPassword} {...form.field('password')} />
    </Form>
  )
}

function ProveApp({ enrolment, onDone }: { enrolment: Enrolment; onDone: (codes: readonly string[]) => void }) {
  const words = useWords(profileWords)
  const client = useQueryClient()
  const toasts = useToasts()
  const form = useForm({ otp: '' }, async ({ otp }) => {
    const { recovery_codes } = await callApi(ChangeOtp, { body: { action: 'confirm', otp } })
    await client.invalidateQueries({ queryKey: meOptions.queryKey })
    toasts.done(words.otpConfirmed)
    onDone(recovery_codes ?? [])
  })
  return (
    <Form form={form} action={words.otpConfirm}>
      <p>{words.otpScan}</p>
      <QrCode text={enrolment.uri ?? ''} label={words.picture} />
      <p>{words.otpSecret}</p>
      <CodeBlock wrap code={enrolment.secret ?? ''} label={words.otpSecret} />
      <TextField
        label={words.otpCode}
        required
        autoFocus
        inputMode="numeric"
        autoComplete="one-time-code"
        {...form.field('otp')}
      />
    </Form>
  )
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const words = useWords(profileWords)
  return (
    <>
      <p>{words.recoveryText}</p>
      <CodeBlock code={codes.join('\n')} label={words.recovery} />
      <div className="flex justify-end">
        <Button variant="primary" onClick={onDone} label={words.recoveryKept} />
      </div>
    </>
  )
}

function TurnOff({ onDone }: { onDone: () => void }) {
  const words = useWords(profileWords)
  const client = useQueryClient()
  const toasts = useToasts()
  const form = useForm({ password: '', otp: '' }, async body => {
    await callApi(ChangeOtp, { body: { action: 'disable', ...body } })
    await client.invalidateQueries({ queryKey: meOptions.queryKey })
    toasts.done(words.otpEnded)
    onDone()
  })
  return (
    <Form form={form} action={words.otpEnd} onCancel={onDone}>
      <PasswordField label={words.currentPassword} {...form.field('password')} />
      <TextField
        label={words.otpCode}
        required
        inputMode="numeric"
        autoComplete="one-time-code"
        {...form.field('otp')}
      />
    </Form>
  )
}

/** Drawn here: what it says is a secret and leaves the browser for nobody. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const code = encode(text, { border: 3 })
    const dots = code.data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    return { size: code.size, path: dots.join('') }
  }, [text])
  return (
    // Dark on light in every theme: many cameras read nothing else.
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      className="size-56 justify-self-center"
      shapeRendering="crispEdges"
    >
      <path d={`M0 0h${size}v${size}h-${size}z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
