import { useMe } from '../../data/session.ts'
import { PageHeader } from '../../design/page-header.tsx'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { AboutMe } from './about-me.tsx'
import { ChangePassword } from './change-password.tsx'
import { Notifications } from './notifications.tsx'
import { SecondFactor } from './second-factor.tsx'
import { Sessions } from './sessions.tsx'
import { ThisBrowser } from './this-browser.tsx'

export function ProfilePage() {
  const { pages } = useWords(navigationWords)
  const me = useMe()
  return (
    <>
      <PageHeader title={pages.profile} intro={me.email ?? me.name} />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        {me.kind === 'user' ? (
          <>
            <AboutMe />
            <Notifications />
            <ChangePassword />
            <SecondFactor />
          </>
        ) : null}
        <ThisBrowser />
        {me.kind === 'user' ? <Sessions /> : null}
      </div>
    </>
  )
}
