// What is measured, in one process and over HTTP, prepared for so many calls.
import { atOnceDo, supply } from "@/bench/measure"
import type { Site } from "@/bench/sites"
import { type Enterprise, type Guest, type Invitation, largest, type World } from "@/bench/world"
import { newEmail } from "@/lib/testing"

const MAKERS = 8

export interface Act {
  name: string
  /** Calls of a round. */
  calls: number
  /** Makes what so many calls use up; gives one call. */
  prepare(world: World, calls: number): Promise<() => Promise<unknown>>
}

export const acts: Act[] = [
  {
    name: "accept, one organization",
    calls: 200,
    prepare: (world, calls) => accepting(world, calls, [largest(world)]),
  },
  {
    name: "accept, fifty organizations",
    calls: 200,
    prepare: (world, calls) => accepting(world, calls, world.enterprises.slice(1)),
  },
  {
    name: "create",
    calls: 200,
    prepare: async (world) => () => world.create(largest(world), newEmail("created")),
  },
  {
    name: "revoke",
    calls: 200,
    async prepare(world, calls) {
      const made = await invitations(world, calls, [largest(world)])
      const next = supply(made)
      return async () => {
        const { by, invitation } = next()
        return world.revoke(by, invitation)
      }
    },
  },
  {
    name: "get",
    calls: 400,
    async prepare(world) {
      const { guest, invitation } = await waiting(world)
      return () => world.get(guest, invitation)
    },
  },
  { name: "list, 25 records", calls: 250, prepare: async (world) => () => world.list(largest(world)) },
]

/** What is asked over HTTP. */
export const questions = [
  { name: "a bare answer", calls: 150, prepare: async (site: Site) => site.bare },
  {
    name: "Accept by Server Action",
    calls: 60,
    async prepare(site: Site, world: World, calls: number) {
      const next = supply(await invitations(world, calls, [largest(world)]))
      return async () => {
        const { guest, invitation } = next()
        return site.accept(guest, invitation)
      }
    },
  },
  { name: "Invite by Server Action", calls: 60, prepare: async (site: Site) => site.create },
  {
    name: "/invite",
    calls: 60,
    async prepare(site: Site, world: World) {
      const { guest, invitation } = await waiting(world)
      return () => site.letter(guest, invitation)
    },
  },
  { name: "records, 25 rows", calls: 40, prepare: async (site: Site) => site.records },
  {
    name: "AWS DescribeHandshake",
    calls: 150,
    async prepare(site: Site, world: World) {
      const { invitation } = await waiting(world)
      return () => site.describe(invitation.id)
    },
  },
  { name: "AWS InviteAccount", calls: 60, prepare: async (site: Site) => site.inviteByProgram },
]

async function accepting(world: World, calls: number, by: Enterprise[]) {
  const next = supply(await invitations(world, calls, by))
  return async () => {
    const { guest, invitation } = next()
    return world.accept(guest, invitation)
  }
}

interface Waiting {
  by: Enterprise
  guest: Guest
  invitation: Invitation
}

async function waiting(world: World): Promise<Waiting> {
  const [made] = await invitations(world, 1, [largest(world)])
  if (!made) throw new Error("Nothing was made")
  return made
}

/** Guests with an invitation each, the organizations in turn. */
async function invitations(world: World, count: number, from: Enterprise[]): Promise<Waiting[]> {
  const made: Waiting[] = []
  await atOnceDo(count, MAKERS, async (turn) => {
    const by = from[turn % from.length] ?? largest(world)
    const guest = await world.newGuest()
    made.push({ by, guest, invitation: await world.create(by, guest.email) })
  })
  return made
}
