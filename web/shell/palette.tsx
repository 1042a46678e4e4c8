import { useNavigate } from '@tanstack/react-router'
import { Command, useCommandState } from 'cmdk'
import { type ReactNode, useEffect, useRef } from 'react'
import { ListFlagProjects } from '../../contracts/flags/flag-governance.ts'
import { ListFlags } from '../../contracts/flags/flags.ts'
import { ListComponents, ListIncidents } from '../../contracts/incidents/incidents.ts'
import { ListChecks } from '../../contracts/monitor/monitor.ts'
import { useAllItems } from '../data/all-pages.ts'
import { setPreferences } from '../data/preferences.ts'
import { useApiQuery } from '../data/queries.ts'
import { useMay } from '../data/session.ts'
import { Dialog } from '../design/dialog.tsx'
import { inputClass } from '../design/forms/field.tsx'
import { Icon, type IconName } from '../design/icon.tsx'
import { frameWords } from '../messages/frame.ts'
import { navigationWords } from '../messages/navigation.ts'
import { pages } from '../pages.ts'
import { useWords } from '../words/language.tsx'
import { useMessageText } from '../words/worded.ts'

/** Ctrl K: everything by its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { palette: words } = useWords(frameWords)
  const { pages: names } = useWords(navigationWords)
  const may = useMay()
  const say = useMessageText()
  const navigate = useNavigate()
  const { data: incidents } = useApiQuery(ListIncidents, { query: { status: 'open' } })
  const then = (run: () => void) => () => {
    onClose()
    run()
  }
  const go: Go = (to, search) => then(() => void navigate({ to, search }))
  return (
    <Dialog open onClose={onClose} title={words.title}>
      <Command label={words.title} loop>
        <Command.Input autoFocus placeholder={words.placeholder} className={inputClass} />
        <NameSelected />
        <Command.Empty className="text-muted mt-3 p-3">{words.nothing}</Command.Empty>
        <Command.List label={words.title} className="mt-3 max-h-[55dvh] overflow-y-auto">
          <Group heading={words.pages}>
            {pages
              .filter(page => may(page.role) && !page.path.includes('$'))
              .map(page => (
                <Item key={page.path} value={names[page.name]} icon={page.icon} onSelect={go(page.path)} />
              ))}
          </Group>
          <Watched onSelect={go} />
          <Flags onSelect={go} />
          <Projects onSelect={go} />
          <Group heading={words.incidents}>
            {incidents?.items.map(({ number, title, title_i18n }) => (
              <Item
                key={number}
                value={`${say(title, title_i18n)} ${number}`}
                icon="incident"
                onSelect={go(`/incidents/${number}`)}
              />
            ))}
          </Group>
          <Group heading={words.preferences}>
            {(['system', 'light', 'dark'] as const).map(theme => (
              <Item
                key={theme}
                value={words.theme[theme]}
                icon="sun"
                onSelect={then(() => setPreferences({ theme }))}
              />
            ))}
          </Group>
        </Command.List>
      </Command>
    </Dialog>
  )
}

const named = 'aria-activedescendant'

/** Of a list that has just got shorter, cmdk names the entry that was selected before: this names the one that is. */
function NameSelected() {
  const place = useRef<HTMLSpanElement>(null)
  const state = useCommandState(({ search, value, selectedItemId = '' }) => [search, value, selectedItemId].join('\n'))
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is selected changes with it
  useEffect(() => {
    const root = place.current?.closest('[cmdk-root]')
    const id = root?.querySelector('[cmdk-item][aria-selected="true"]')?.id
    for (const one of root?.querySelectorAll('[cmdk-input], [cmdk-list]') ?? []) {
      if (id) one.setAttribute(named, id)
      else one.removeAttribute(named)
    }
  }, [state])
  return <span ref={place} hidden />
}

type Go = (to: string, search?: Readonly<Record<string, string>>) => () => void

/** What has a check goes to its page; the other components to their place in the list. */
function Watched({ onSelect }: { onSelect: Go }) {
  const { palette: words } = useWords(frameWords)
  const { data: checks = [] } = useAllItems(ListChecks)
  const { data: components = [] } = useAllItems(ListComponents)
  const checked = new Set(checks.map(({ component }) => component.slug))
  const alone = components.filter(({ slug }) => !checked.has(slug))
  if (checks.length + alone.length === 0) return null
  return (
    <Group heading={words.components}>
      {checks.map(({ id, name, component }) => (
        <Item key={id} value={name} icon="check" onSelect={onSelect(`/checks/${component.slug}`)} />
      ))}
      {alone.map(({ id, name }) => (
        <Item key={id} value={name} icon="component" onSelect={onSelect('/components', { q: name })} />
      ))}
    </Group>
  )
}

/** Those of the place that the page of flags begins with. */
function Flags({ onSelect }: { onSelect: Go }) {
  const { palette: words } = useWords(frameWords)
  const { data: flags = [] } = useAllItems(ListFlags)
  if (flags.length === 0) return null
  return (
    <Group heading={words.flags}>
      {flags.map(({ key }) => (
        <Item key={key} value={key} icon="flag" onSelect={onSelect(`/flags/${encodeURIComponent(key)}`)} />
      ))}
    </Group>
  )
}

/** Where there is more than the one that is always there. */
function Projects({ onSelect }: { onSelect: Go }) {
  const { palette: words } = useWords(frameWords)
  const { data } = useApiQuery(ListFlagProjects)
  const projects = data?.items ?? []
  if (projects.length < 2) return null
  return (
    <Group heading={words.projects}>
      {projects.map(({ name, title }) => (
        <Item
          key={name}
          value={words.projectNamed(title, name)}
          icon="component"
          onSelect={onSelect(`/projects/${name}`)}
        />
      ))}
    </Group>
  )
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:text-muted mb-2 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-sm"
    >
      {children}
    </Command.Group>
  )
}

function Item({ value, icon, onSelect }: { value: string; icon: IconName; onSelect: () => void }) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="data-[selected=true]:bg-accent-soft flex min-h-10 cursor-pointer items-center gap-3 rounded px-2"
    >
      <Icon name={icon} />
      {value}
    </Command.Item>
  )
}
