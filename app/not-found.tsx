import { DeadEnd } from "@/app/dead-end"

export default function NotFound() {
  return <DeadEnd why="notFound" />
}
