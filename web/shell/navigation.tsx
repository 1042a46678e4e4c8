import { Link } from '@tanstack/react-router'
import { pathOf } from '../data/path-of.ts'
import { useMay } from '../data/session.ts'
import { Icon } from '../design/icon.tsx'
import { frameWords } from '../messages/frame.ts'
import { type NavigationWords, navigationWords } from '../messages/navigation.ts'
import { pages } from '../pages.ts'
import { useWords } from '../words/language.tsx'

const itemClass =
  'hover:bg-sunken flex min-h-10 items-center gap-3 rounded-md px-3 data-[status=active]:bg-accent-soft data-[status=active]:font-semibold'

/** What this person may open, in groups. */
export function Navigation({ onGo }: { onGo?: () => void }) {
  const words = useWords(navigationWords)
  const frame = useWords(frameWords)
  const may = useMay()
  const groups = Object.keys(words.groups) as (keyof NavigationWords['groups'])[]
  return (
    <>
      {groups.map(group => {
        const shown = pages.filter(page => page.group === group && may(page.role))
        if (shown.length === 0) return null
        return (
          <div key={group} className="mb-3">
            <h2 className="text-muted px-3 py-1 text-sm font-medium">{words.groups[group]}</h2>
            <ul>
              {shown.map(page => (
                <li key={page.path}>
                  <Link
                    to={page.path}
                    activeOptions={{ exact: page.path === '/' }}
                    onClick={onGo}
                    className={itemClass}
                  >
                    <Icon name={page.icon} />
                    {words.pages[page.name]}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )
      })}
      <ul className="border-line border-t pt-3">
        <li>
          <Link to="/help" onClick={onGo} className={itemClass}>
            <Icon name="book" />
            {words.pages.help}
          </Link>
        </li>
        {(
          [
            ['/', frame.statusPage],
            [frame.documentationPath, frame.documentation],
            ['/api/docs', frame.apiDocs],
          ] as const
        ).map(([href, label]) => (
          <li key={href}>
            <a href={pathOf(href)} className={itemClass}>
              <Icon name="external" />
              {label}
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
