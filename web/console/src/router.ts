import { createRouter, createWebHistory } from 'vue-router'
import { isAdmin, isLeader, isOperator, restore, session } from './state/session'

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes: [
    { path: '/', name: 'home', component: () => import('./pages/InboxPage.vue') },
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { open: true } },
    { path: '/inbox/:box(mine|waiting|all|bot)/:id?', name: 'inbox', component: () => import('./pages/InboxPage.vue') },
    { path: '/board', name: 'board', component: () => import('./pages/BoardPage.vue'), meta: { allow: () => isLeader.value } },
    { path: '/learning/:tab(queue|audits|gaps|replies|log)?', name: 'learning', component: () => import('./pages/LearningPage.vue'), meta: { allow: () => isLeader.value } },
    { path: '/flows', name: 'flows', component: () => import('./pages/FlowsPage.vue'), meta: { allow: () => isLeader.value } },
    { path: '/bot', name: 'bot', component: () => import('./pages/BotPage.vue'), meta: { allow: () => isLeader.value } },
    { path: '/planning/:tab(now|circle|experiments|whatif|fairness)?', name: 'planning', component: () => import('./pages/PlanningPage.vue'), meta: { allow: () => isLeader.value } },
    { path: '/callbacks', name: 'callbacks', component: () => import('./pages/CallbacksPage.vue'), meta: { allow: () => isLeader.value } },
    { path: '/contacts/:id?', name: 'contacts', component: () => import('./pages/ContactsPage.vue') },
    { path: '/experiences', name: 'experiences', component: () => import('./pages/ExperiencesPage.vue') },
    { path: '/reports', name: 'reports', component: () => import('./pages/ReportsPage.vue'), meta: { allow: () => isLeader.value } },
    { path: '/channels', name: 'channels', component: () => import('./pages/ChannelsPage.vue'), meta: { allow: () => isAdmin.value } },
    {
      path: '/dead-letters',
      name: 'dead-letters',
      component: () => import('./pages/DeadLettersPage.vue'),
      meta: { allow: () => isOperator.value },
    },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

/** Where somebody begins: who leads looks after all, everybody else after their own. */
const home = (): string => (isLeader.value ? '/board' : '/inbox/mine')

/** The server decides what anybody may read; here only dead ends are avoided. */
router.beforeEach(async (to) => {
  if (session.status === 'unknown') await restore()
  const open = to.meta['open'] === true
  if (session.status !== 'in') return open ? true : { name: 'sign-in', query: { to: to.fullPath } }
  if (open || to.name === 'home') return home()
  const allow = to.meta['allow'] as (() => boolean) | undefined
  return !allow || allow() ? true : home()
})
