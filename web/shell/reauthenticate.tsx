import { useEffect, useId, useRef } from 'react'
import { GetMe, type Me } from '../../contracts/identity/identity.ts'
import { callApi, renew } from '../data/api-client.ts'
import { Notice } from '../design/notice.tsx'
import { authWords } from '../messages/auth.ts'
import { frameWords } from '../messages/frame.ts'
import { OtherWays, SignInForm } from '../routes/auth/sign-in-page.tsx'
import { useWords } from '../words/language.tsx'

/** The door before a page that stays as it is: what was half written in it is still there afterwards. */
export function Reauthenticate({ me, onDone }: { me: Me; onDone: () => void }) {
  const words = useWords(authWords)
  const { product } = useWords(frameWords)
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  const open = () => {
    if (element.current?.open === false) element.current.showModal()
    element.current?.querySelector<HTMLElement>('input')?.focus()
  }
  useEffect(open, [])
  const enter = async () => {
    const { id: whoever } = await callApi(GetMe)
    // What is half written belongs to somebody else.
    if (whoever !== me.id) return location.reload()
    // Closed by itself the dialog gives the focus back to where it was.
    element.current?.close()
    onDone()
  }
  useEffect(() => {
    // They may have signed in in another tab.
    const look = async () => {
      if (await renew().catch(() => false)) await enter()
    }
    addEventListener('focus', look)
    return () => removeEventListener('focus', look)
  })
  return (
    <dialog
      ref={element}
      aria-labelledby={id}
      // Browsers let a second Escape through whatever the page says.
      onCancel={event => event.preventDefault()}
      onClose={open}
      className="bg-page text-ink h-dvh max-h-none w-screen max-w-none overflow-y-auto p-0"
    >
      <div className="mx-auto grid min-h-dvh max-w-md content-center gap-4 p-4">
        <span className="text-lg font-semibold">{product}</span>
        <div className="bg-surface border-line grid gap-4 rounded-lg border p-5">
          <h2 id={id} className="text-2xl font-semibold">
            {words.signIn}
          </h2>
          <Notice tone="accent">{words.away}</Notice>
          <SignInForm onIn={enter} />
          <OtherWays to={location.pathname + location.search} />
        </div>
      </div>
    </dialog>
  )
}
