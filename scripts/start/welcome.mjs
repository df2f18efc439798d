/**
 * What a start says when it is done, line by line; of the demo, who can log in and how.
 * @param {{ origin: string, demo: any, seconds: number }} started
 */
export function* welcome({ origin, demo, seconds }) {
  yield `\nMuster is ready: ${origin} (${seconds.toFixed(1)} s)`
  if (!demo) return
  const [first, ...others] = demo.logins
  const width = Math.max(...demo.logins.map(({ contact }) => contact.length))
  const login = ({ contact, name, role }) => `  ${contact.padEnd(width)}  ${name}, ${role}${how(contact)}`
  yield `\nLog in first as ${first.name}, the ${first.role}:\n  ${first.contact.padEnd(width)}  password ${demo.password}`
  yield "\nOther logins, with the same password:"
  yield* others.map(login)
  yield `\nEmails and text messages arrive in the mailbox: ${origin}/mailbox`
  yield "\nTo call the API (docs/programs.md), use Grace Lin's key, which can read, invite and tag:"
  yield `  export AWS_ACCESS_KEY_ID=${demo.key.id} AWS_SECRET_ACCESS_KEY=${demo.key.secret} AWS_DEFAULT_REGION=us-east-1`
  yield `  aws organizations --endpoint-url ${origin}/api/aws list-accounts`
  yield "\nPress Ctrl-C to stop."
}

function how(contact) {
  return contact.startsWith("+") ? " (logs in with this phone number)" : ""
}
