"""A made-up province to try the portal with: its words (`content`) and its drawn pictures (`pictures`)."""
