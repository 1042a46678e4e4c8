import { type FlagProject, ListFlagMembers } from '../../../contracts/flag-governance.ts'
import { useAnswer } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { useWords } from '../../words/language.tsx'
import { GiveRole } from './add-member.tsx'
import { MemberOrders, nameOf } from './member-actions.tsx'

/** Who may do more here than elsewhere. */
export function MemberList({ project }: { project: FlagProject }) {
  const words = useWords(flagProjectsWords)
  const members = useAnswer(ListFlagMembers, { params: { project: project.name } })
  const [giving, give, given] = useOpen()
  const isOwner = project.my_role === 'owner'
  const add = isOwner ? (
    <Button small icon="plus" onClick={give}>
      {words.give}
    </Button>
  ) : null
  const known = members.data?.items ?? []
  return (
    <Card title={words.people} actions={known.length > 0 ? add : null}>
      <p className="text-muted mb-3 text-sm">{words.peopleText}</p>
      <Loaded answer={members}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="people" title={words.noMembers} action={add}>
              {isOwner ? words.noMembersText : null}
            </EmptyState>
          ) : (
            <ul className="divide-line grid divide-y">
              {items.map(member => (
                <li
                  key={member.user_id}
                  className="flex flex-wrap items-center justify-between gap-2 py-2.5 first:pt-0 last:pb-0"
                >
                  <span className="min-w-0 flex-1 basis-32 font-medium wrap-anywhere">{nameOf(member)}</span>
                  <span className="text-muted">{words.roles[member.role]}</span>
                  {isOwner ? <MemberOrders project={project.name} member={member} /> : null}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Dialog open={giving} onClose={given} title={words.give}>
        <GiveRole project={project.name} members={known} onDone={given} />
      </Dialog>
    </Card>
  )
}
