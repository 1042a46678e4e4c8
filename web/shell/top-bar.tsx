import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { SignOut } from '../../contracts/sign-in.ts'
import { useOrder } from '../data/queries.ts'
import { useMe } from '../data/session.ts'
import { Button, IconButton } from '../design/button.tsx'
import { Menu } from '../design/menu.tsx'
import { Keys } from '../design/shortcuts.tsx'
import { frameWords } from '../messages/frame.ts'
import { navigationWords } from '../messages/navigation.ts'
import { useWords } from '../words/language.tsx'

export function TopBar({ onMenu, onSearch }: { onMenu: () => void; onSearch: () => void }) {
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
  const signOut = useOrder(SignOut, {
    onDone: async () => {
      await navigate({ to: '/sign-in' as string })
      // What the page of the door asks at this moment stays.
      client.removeQueries({ type: 'inactive' })
    },
  })
  return (
    <Menu
      trigger={<IconButton label={words.account(me.name)} icon="person" small={false} />}
      items={[
        { label: pages.profile, icon: 'person', onSelect: () => void navigate({ to: '/profile' as string }) },
        { label: words.signOut, icon: 'signOut', onSelect: () => signOut.mutate({}) },
      ]}
    />
  )
}
