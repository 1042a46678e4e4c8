import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { BeginOidc, SignIn, SignInOptions } from '../../../contracts/identity/sign-in.ts'
import { callApi } from '../../data/api-client.ts'
import { pathOf } from '../../data/path-of.ts'
import { Problem } from '../../data/problem.ts'
import { useApiQuery } from '../../data/queries.ts'
import { ButtonAnchor, TextLink } from '../../design/actions/link.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { authWords } from '../../messages/auth.ts'
import { useWords } from '../../words/language.tsx'
import { useProblemText } from '../../words/say-problem.ts'
import { AuthLayout, PasswordField, pathInConsole, useEnter } from './auth-layout.tsx'

export function SignInPage() {
  const words = useWords(authWords)
  const search = useSearch({ strict: false }) as { error?: string; to?: unknown }
  const enter = useEnter()
  const say = useProblemText()
  return (
    <AuthLayout title={words.signIn}>
      <div className="grid gap-4">
        {search.error ? (
          <Notice tone="bad" alert>
            {say(new Problem({ status: 401, code: codeOf(search.error), detail: '' }))}
          </Notice>
        ) : null}
        <SignInForm onIn={enter} />
        <OtherWays to={search.to} />
      </div>
    </AuthLayout>
  )
}

/** The way back from a provider names its refusal with or without the service. */
const codeOf = (error: string): string => (error.includes('.') ? error : `identity.${error}`)

export function SignInForm({ onIn }: { onIn: () => Promise<void> }) {
  const words = useWords(authWords)
  const [wantsOtp, setWantsOtp] = useState(false)
  const form = useForm({ email: '', password: '', otp: '' }, async ({ email, password, otp }) => {
    try {
      await callApi(SignIn, { body: { email, password, ...(wantsOtp ? { otp } : {}) } })
    } catch (thrown) {
      if ((thrown as Problem).code !== 'identity.otp-required') throw thrown
      return setWantsOtp(true)
    }
    await onIn()
  })
  return (
    <Form form={form} action={words.signIn}>
      <TextField label={words.email} type="email" required autoFocus autoComplete="username" {...form.field('email')} />
      <PasswordField label={words.password} {...form.field('password')} />
      {wantsOtp ? (
        <TextField
          label={words.otp}
          hint={words.otpHint}
          required
          autoFocus
          inputMode="numeric"
          autoComplete="one-time-code"
          {...form.field('otp')}
        />
      ) : null}
    </Form>
  )
}

/** The server takes back only what fits into a cookie. */
const longestWay = 1_000

/** `to`: the page of the console to come back to. */
export function OtherWays({ to }: { to: unknown }) {
  const words = useWords(authWords)
  const { data } = useApiQuery(SignInOptions)
  const { pathname, search } = new URL(pathInConsole(to) || '/', location.origin)
  const back = pathname === '/' ? '' : pathname + search
  return (
    <>
      {data?.oidc ? (
        <>
          <p className="text-muted text-center">{words.or}</p>
          <ButtonAnchor
            href={pathOf(BeginOidc.path, {}, { to: back.length > longestWay ? '' : back })}
            label={words.signInWith(data.oidc)}
          />
        </>
      ) : null}
      <TextLink
        to="/reset"
        className="inline-flex min-h-8 items-center justify-self-start text-sm"
        label={words.forgot}
      />
    </>
  )
}
