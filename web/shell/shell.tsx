import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useMatches, useNavigate, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { SignOut } from '../../contracts/identity/sign-in.ts'
import { onSessionExpired } from '../data/api-client.ts'
import { useConnection, useLiveStream } from '../data/live.ts'
import { useApiMutation } from '../data/queries.ts'
import { meOptions, useMe, useRoleRefresh, useSilentRenewal } from '../data/session.ts'
import { Button, IconButton } from '../design/button.tsx'
import { Dialog } from '../design/dialog.tsx'
import { Menu } from '../design/menu.tsx'
import { Notice } from '../design/notice.tsx'
import { Keys, useShortcut, useShortcutKeys } from '../design/shortcuts.tsx'
import { frameWords } from '../messages/frame.ts'
import { navigationWords } from '../messages/navigation.ts'
import { useFormat } from '../words/format.ts'
import { LocaleProvider, useWords } from '../words/language.tsx'
import { Navigation } from './navigation.tsx'
import { ShortcutSheet } from './shortcut-sheet.tsx'

const Reauthenticate = lazy(() => import('./reauthenticate.tsx').then(module => ({ default: module.Reauthenticate })))
const Palette = lazy(() => import('./palette.tsx').then(module => ({ default: module.Palette })))

/** Around every page of somebody who is signed in, in the language and the time zone of the account. */
export function Shell() {
  const { data: me } = useQuery(meOptions)
  const [isOut, back] = useWayBack()
  useRoleRefresh()
  if (!me) return null
  return (
    <LocaleProvider language={me.language} timeZone={me.time_zone}>
      {/* Not removed: what somebody was writing is in there. Nobody reads on who is not signed in. */}
      <div className={isOut ? 'invisible' : undefined}>
        <Frame signedIn={!isOut} />
      </div>
      <Suspense>{isOut ? <Reauthenticate me={me} onDone={back} /> : null}</Suspense>
    </LocaleProvider>
  )
}

/** Whether the session has ended meanwhile, and what to call when it goes on: what was asked since then is sent then. */
function useWayBack(): [boolean, () => void] {
  const [isOut, setOut] = useState(false)
  const waiting = useRef<(() => void)[]>([])
  const goOn = useRef(() => {
    for (const go of waiting.current.splice(0)) go()
  }).current
  useEffect(() => {
    const end = onSessionExpired(() => {
      setOut(true)
      return new Promise(go => waiting.current.push(go))
    })
    return () => {
      end()
      goOn()
    }
  }, [goOn])
  const back = () => {
    setOut(false)
    goOn()
  }
  return [isOut, back]
}

function Frame({ signedIn }: { signedIn: boolean }) {
  const words = useWords(frameWords)
  const [open, setOpen] = useState<'palette' | 'shortcuts' | 'menu' | null>(null)
  const close = () => setOpen(null)
  useLiveStream(signedIn)
  useSilentRenewal(signedIn)
  useShortcutKeys()
  useArrival()
  useShortcut('mod+k', words.keys.palette, () => setOpen('palette'), signedIn)
  useShortcut('?', words.keys.help, () => setOpen('shortcuts'), signedIn)
  return (
    <>
      <a
        href="#content"
        className="bg-accent text-accent-ink sr-only z-50 rounded-md px-4 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {words.skip}
      </a>
      <TopBar onMenu={() => setOpen('menu')} onSearch={() => setOpen('palette')} />
      <div className="mx-auto flex max-w-[100rem]">
        <nav
          aria-label={words.mainNavigation}
          className="border-line sticky top-14 hidden h-[calc(100dvh-3.5rem)] w-60 shrink-0 overflow-y-auto border-r p-3 lg:block"
        >
          <Navigation />
        </nav>
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 p-4 pb-24 outline-none sm:p-6">
          <ConnectionBar />
          <Suspense>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <Dialog open={open === 'menu'} onClose={close} title={words.menu} shape="navigation">
        <nav aria-label={words.mainNavigation}>
          <Navigation onGo={close} />
        </nav>
      </Dialog>
      <ShortcutSheet open={open === 'shortcuts'} onClose={close} />
      <Suspense>{open === 'palette' ? <Palette onClose={close} /> : null}</Suspense>
    </>
  )
}

/** A new page has its name in the tab, and the focus on its heading, from where reading begins. */
function useArrival(): void {
  const router = useRouter()
  const frame = useWords(frameWords)
  const words = useWords(navigationWords)
  const page = useMatches().at(-1)?.staticData.page
  const title = page ? `${words.pages[page.name]} · ${frame.product}` : frame.product
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (pathChanged && fromLocation) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
      }),
    [router],
  )
}

function TopBar({ onMenu, onSearch }: { onMenu: () => void; onSearch: () => void }) {
  const words = useWords(frameWords)
  return (
    <header className="bg-surface border-line sticky top-0 z-30 flex h-14 items-center gap-2 border-b px-3 sm:px-4">
      <span className="lg:hidden">
        <IconButton label={words.menu} icon="menu" small={false} onClick={onMenu} />
      </span>
      <Link to="/" className="rounded px-1 text-lg font-semibold">
        {words.product}
      </Link>
      <span className="flex-1" />
      <Button icon="search" onClick={onSearch} className="!min-h-9">
        <span className="text-muted sr-only sm:not-sr-only sm:pr-6">{words.search}</span>
        <span aria-hidden="true" className="hidden sm:block">
          <Keys keys="mod+k" />
        </span>
      </Button>
      <Account />
    </header>
  )
}

function Account() {
  const me = useMe()
  const words = useWords(frameWords)
  const { pages } = useWords(navigationWords)
  const navigate = useNavigate()
  const client = useQueryClient()
  const signOut = useApiMutation(SignOut, {
    onDone: async () => {
      await navigate({ to: '/sign-in' })
      // What the page of the door asks at this moment stays.
      client.removeQueries({ type: 'inactive' })
    },
  })
  return (
    <Menu
      trigger={<IconButton label={words.account(me.name)} icon="person" small={false} />}
      items={[
        { label: pages.profile, icon: 'person', onSelect: () => void navigate({ to: '/profile' }) },
        { label: words.signOut, icon: 'signOut', onSelect: () => signOut.mutate({}) },
      ]}
    />
  )
}

/** A stream that breaks off is back within seconds, as after each change of a session: nobody needs to hear of that. */
const patienceMs = 5_000

function useIsLong(since: number): boolean {
  const [reached, setReached] = useState<number | null>(null)
  useEffect(() => {
    const timer = setTimeout(() => setReached(since), patienceMs)
    return () => clearTimeout(timer)
  }, [since])
  return reached === since
}

/** Says that what is shown may be old, and from when it is. */
function ConnectionBar() {
  const { state, since } = useConnection()
  const isLong = useIsLong(since)
  const words = useWords(frameWords)
  const format = useFormat()
  return (
    <div role="status">
      {isLong && (state === 'polling' || state === 'lost') ? (
        <div className="mb-4">
          <Notice tone={state === 'lost' ? 'bad' : 'warn'}>
            {state === 'lost' ? `${words.lost} ${words.since(format.clock(since))}` : words.polling}
          </Notice>
        </div>
      ) : null}
    </div>
  )
}
