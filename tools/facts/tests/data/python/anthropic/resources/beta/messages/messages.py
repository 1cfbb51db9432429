INTERNAL_BETA = "mentioned-2030-02-02"


class Messages:
    def create(self, *, max_tokens, betas, user_profile_id):
        return self._post(
            "/v1/messages",
            body={"max_tokens": max_tokens},
            headers={
                "anthropic-beta": ",".join(str(beta) for beta in betas),
                "anthropic-user-profile-id": user_profile_id,
            },
        )
