import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { pathOf } from '../../data/path-of.ts'
import { setPreferences } from '../../data/preferences.ts'
import { meOptions } from '../../data/session.ts'
import { CheckboxField, TextField } from '../../design/forms/field.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { authWords } from '../../messages/auth.ts'
import { frameWords } from '../../messages/frame.ts'
import { type Language, useLocale, useWords } from '../../words/language.tsx'

/** A way in: one column, one matter, and the language to read it in. */
export function AuthLayout({ title, intro, children }: { title: string; intro?: string; children: ReactNode }) {
  const { product } = useWords(frameWords)
  const { otherLanguage } = useWords(authWords)
  const { language } = useLocale()
  const other: Language = language === 'fr' ? 'en' : 'fr'
  useEffect(() => {
    document.title = `${title} · ${product}`
  }, [title, product])
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center gap-4 p-4">
      <div className="flex items-center justify-between">
        <span className="text-lg font-semibold">{product}</span>
        <button
          type="button"
          lang={other}
          className="link min-h-8 text-sm"
          onClick={() => setPreferences({ language: other })}
        >
          {otherLanguage}
        </button>
      </div>
      <div className="bg-surface border-line rounded-lg border p-5">
        <PageHeader title={title} intro={intro} />
        {children}
      </div>
    </main>
  )
}

/** Somebody is in: back to where they were going. */
export function useEnter(): () => Promise<void> {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { to } = useSearch({ strict: false }) as { to?: unknown }
  return async () => {
    client.clear()
    await client.fetchQuery(meOptions)
    await navigate({ href: pathOf(`/console${pathInConsole(to) || '/'}`), replace: true })
  }
}

/** Only a path of the console: an address of somebody else's would lead people astray. Empty: the overview. */
export function pathInConsole(to: unknown): string {
  if (typeof to !== 'string' || !/^\/(?!\/)/.test(to)) return ''
  const home = pathOf('/console')
  return to === home || to.startsWith(`${home}/`) ? to.slice(home.length) : to
}

type PasswordProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: string | undefined
  readonly hint?: string
  readonly isNew?: boolean
}

export function PasswordField({ isNew = false, ...rest }: PasswordProps) {
  const { show } = useWords(authWords)
  const [visible, setVisible] = useState(false)
  return (
    <div className="grid gap-2">
      <TextField
        {...rest}
        required
        type={visible ? 'text' : 'password'}
        minLength={isNew ? 10 : undefined}
        maxLength={200}
        autoComplete={isNew ? 'new-password' : 'current-password'}
      />
      <CheckboxField label={show} value={visible} onChange={setVisible} />
    </div>
  )
}
