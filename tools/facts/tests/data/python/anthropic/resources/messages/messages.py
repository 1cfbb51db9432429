class Messages:
    def create(self, *, max_tokens, user_profile_id):
        return self._post(
            "/v1/messages",
            body={"max_tokens": max_tokens},
            headers={"anthropic-user-profile-id": user_profile_id},
        )
