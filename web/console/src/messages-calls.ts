/** The words of the softphone. */
export const calls = {
  region: 'Call', ringing: 'is calling', connecting: 'Connecting…', talking: 'In a call', held: 'On hold', lost: 'Connection lost, trying again…',
  elsewhere: 'This call is in another window.', byPhone: 'On your phone',
  spoken: 'said in the call', recorded: 'Recorded',
  answer: 'Answer', here: 'Take it here', decline: 'Decline', mute: 'Mute', hold: 'Hold', transfer: 'Transfer the call', hangUp: 'Hang up', open: 'Open the conversation',
  notYet: 'This recording is not here (yet).',
  ownPhone: 'Take calls on my phone', ownPhoneHint: 'Callers are put through to this number after you press a key. Leave it empty to take calls here.', ownNumber: 'My number', ownSaved: 'Where your calls come was saved.', save: 'Save',
  microphone: 'Microphone', noMicrophone: 'There is no microphone, or this page may not use it.', dropped: 'The call could not be joined.',
  transferTitle: 'Transfer the call', anybody: 'The caller hears music until somebody answers.', choice: 'Without a choice it goes to whoever is free.', note: 'Private note for whoever takes it',
  askFirst: 'Talk to them first', submit: 'Transfer at once', notByPhone: 'You take this call on a phone of your own: from there you can transfer it at once, but not talk to a colleague first.',
  transferred: 'The call was transferred.', ended: 'The call has ended.', notification: (who: string) => `${who} is calling`,
  /* Of a colleague who is asked: `who` is them, `caller` the requester. */
  consultation: 'Colleague', talkTo: 'Talk to', allThree: 'All three', handOver: 'Hand over', caller: 'Caller', back: 'Back to caller',
  asking: (who: string) => `Ringing at ${who}`, musicFor: (who: string) => `${who} hears music`, withColleague: (who: string) => `You talk to ${who}`, three: 'All three of you talk',
  asks: (who: string) => `${who} asks you`, about: (caller: string) => `About a call with ${caller}`, parked: (who: string, caller: string) => `${who} talks to ${caller}, you hear music`,
  outcomes: { declined: (who: string) => `${who} declined.`, unanswered: (who: string) => `${who} did not answer.`, left: (who: string) => `${who} has left.`, lost: (who: string) => `${who} was lost.` },
  leave: 'Leave', handedOver: (who: string) => `The call is with ${who} now.`, yours: (caller: string) => `The call with ${caller} is yours now.`, letGo: 'Your colleague needs you no longer.',
}
